import type { EvaluateGatePredicate } from '@ml-actions/core/record/predicate/evaluate-gate';
import { escapeText } from '@ml-actions/core/report/markdown';
import type { Section } from '@ml-actions/core/report/section';
import { acceptedLines, mayAcceptLine } from './section/accepted.ts';
import { comparedLine } from './section/compared.ts';
import { detailsOf } from './section/details.ts';
import { forest } from './section/forest.ts';
import { nextLine } from './section/next.ts';
import { changedLine, noticeLines, policyLines } from './section/notes.ts';
import { reuseLine } from './section/reuse.ts';
import { sightLine } from './section/sight.ts';
import { decidingTable } from './section/table.ts';
import { isHidden, toneOf, wordOf } from './wording.ts';

/** Deciding facts name the metric, its change, the interval and the allowance. Characters. */
const longestFact = 600;

/** What reviewers read: the verdict with its deciding fact, what was compared, the deciding rows, what happens next. */
export function section(predicate: EvaluateGatePredicate, { mayAccept } = { mayAccept: true }): Section {
  const { id, verdict, failOn, fact } = predicate;
  const parts = [
    comparedLine(predicate),
    policyLines(predicate),
    isHidden(predicate) && predicate.checks.length === 0 ? '' : decidingTable(predicate),
    forest(predicate.checks),
    sightLine(predicate.checks),
    noticeLines(predicate),
    changedLine(predicate),
    reuseLine(predicate),
    acceptedLines(predicate),
    nextLine(predicate),
    mayAccept ? mayAcceptLine(predicate) : '',
  ];
  return {
    title: id === 'default' ? 'Model gate' : `Model gate (${escapeText(id)})`,
    word: wordOf(predicate),
    tone: toneOf(verdict, failOn),
    fact: escapeText(fact, longestFact),
    body: parts.filter((part) => part !== '').join('\n\n'),
    details: detailsOf(predicate),
  };
}
