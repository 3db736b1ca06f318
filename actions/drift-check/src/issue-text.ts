import { recordId } from '@ml-actions/core/record/identity';
import { clip, code } from '@ml-actions/core/report/markdown';
import type { Ports } from '@ml-actions/core/runner/ports';
import { ACCEPTED_BAND } from './accepted.ts';
import { acceptedLabel } from './accepted-label.ts';
import { CLEAN_RUNS } from './alarm.ts';
import type { DriftBody } from './body.ts';
import type { DriftInputs } from './inputs.ts';
import { REOPEN_DAYS, SNOOZE_DAYS } from './issue-plan.ts';
import { CLEAN_BAND } from './recovery.ts';
import type { News } from './situation.ts';
import { plural } from './wording.ts';

/** Column names stay out of titles: a title has no way to make text inert. */
export function titleOf({ columns, environment, verdict }: DriftBody, model: string): string {
  const count = columns.filter(
    ({ important, status }) => important && (status === 'drift' || status === 'schema'),
  ).length;
  const what = verdict === 'schema' ? 'Broken data' : verdict === 'performance' ? 'Worse performance' : 'Drift';
  const where = environment.replace(/[^\w.\- ]/g, '?');
  return `${what} in ${model} (${where})${count > 0 ? `: ${plural(count, 'column')}` : ''}`;
}

/** Where this text came from and how to answer it. */
export const footerOf = ({ run }: Ports, { matrix }: DriftInputs, others: number): readonly string[] => [
  ...(recordId('', matrix) === '' ? [] : [legText(matrix ?? '', others)]),
  `Rewritten by every check; last by [run ${run.runId}](${run.serverUrl}/${run.repository}/actions/runs/${run.runId}). ` +
    `Closed by itself after ${CLEAN_RUNS} clean runs, or as many more as few rows need to tell. ` +
    `Close it as <em>not planned</em> to hear nothing for ${SNOOZE_DAYS} days. ` +
    `Label it ${code(acceptedLabel.name)} to take this drift as the new normal.`,
];

const LONGEST_LEG = 200;

const legText = (matrix: string, others: number): string => {
  const leg = `Seen by the matrix leg ${code(clip(matrix.replace(/\s+/g, ' '), LONGEST_LEG))}`;
  return others === 0 ? `${leg}.` : `${leg}; ${plural(others, 'other leg')} ${others === 1 ? 'alarms' : 'alarm'} too.`;
};

const COLUMNS_NAMED = 10;

const worseText: Readonly<Record<'performance' | 'schema', string>> = {
  performance: 'Worse than before: the model’s performance fell below its baseline.',
  schema: 'Worse than before: the schema of the data is broken.',
};

export function newsText({ columns, worse }: News): string {
  const more = columns.length > COLUMNS_NAMED ? ` and ${columns.length - COLUMNS_NAMED} more` : '';
  const names = columns
    .slice(0, COLUMNS_NAMED)
    .map((name) => code(name))
    .join(', ');
  return [worse && worseText[worse], columns.length > 0 && `New since the last run: ${names}${more}.`]
    .filter(Boolean)
    .join(' ');
}

/** @param kept false: earlier runs could not be read */
export function closedText(why: 'recovered' | 'accepted', kept: boolean): string {
  if (why === 'accepted')
    return `Accepted by the label ${code(acceptedLabel.name)}. A column that goes ${ACCEPTED_BAND} times as far, or another one, opens a new issue.`;
  const how = kept ? `${CLEAN_RUNS} runs in a row` : 'one run, as earlier ones could not be read,';
  return `Recovered: ${how} below ${CLEAN_BAND} of every threshold, or not beyond chance. Reopened if it comes back within ${REOPEN_DAYS} days.`;
}

export const reopenedText = (): string => `It is back: confirmed again within ${REOPEN_DAYS} days.`;
