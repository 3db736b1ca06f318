import { inputProblem } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import type { DriftReport } from '@ml-actions/data/drift/result';
import type { DriftRule } from '@ml-actions/data/drift/rule';
import type { Profile } from '@ml-actions/data/profile/schema';
import type { Table } from '@ml-actions/data/source';
import type { Current } from './current.ts';
import type { DriftInputs } from './inputs.ts';

/** What was asked for and cannot be judged is a mistake. A broken schema is told first: it may be why. */
export function refuseUnjudged(
  inputs: DriftInputs,
  { truth }: Current<Table>,
  reference: Profile,
  report: DriftReport,
  rule: DriftRule,
): void {
  if (truth !== null) throw incomparable(reference);
  if (inputs['fail-on'] === 'performance') throw unjudged();
  if (!report.columns.some(({ important, column: name, kind }) => important && !rule.moving({ name, kind })))
    throw undecided(report);
}

/** A run in which nothing can alarm would always be well. */
const undecided = ({ columns }: DriftReport) =>
  inputProblem({
    where: 'importance',
    what: 'no column decides anything',
    got: columns.map(({ column, kind }) => `${quoted(column)} (${kind})`).join(', '),
    expected: 'one of a weight above 0; that of dates is 0 unless it is given',
  });

/** Truths that nothing is made of would look like a check of performance. */
const incomparable = ({ performance: baseline }: Profile) =>
  baseline
    ? inputProblem({
        where: 'truth',
        what: 'the data holds no predictions or scores that it could be held against',
        next: 'Name their file as `predictions`, with `join-key`.',
      })
    : inputProblem({
        where: 'truth',
        what: 'the reference holds no performance, because its data had no predictions with truths, none that was right, or more than 100 different truths',
        next: 'Profile data that has both (`columns: {truth: COLUMN, prediction: COLUMN}` in ml-actions.yml), or leave out `truth`.',
      });

/** A step that waits for what is never judged would always pass. */
const unjudged = () =>
  inputProblem({
    where: 'fail-on',
    what: 'performance cannot be judged here: that takes a baseline in the reference, and scores of two classes or `truth` in the data',
    got: 'performance',
    next: 'Profile data that has truths and predictions (`columns` in ml-actions.yml), give `truth`, or set `fail-on: drift`.',
  });
