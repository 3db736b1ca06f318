import { recordId } from '@ml-actions/core/record/identity';
import { clip, code } from '@ml-actions/core/report/markdown';
import type { Ports } from '@ml-actions/core/runner/ports';
import { ACCEPTED_BAND } from './accepted.ts';
import { acceptedLabel } from './accepted-label.ts';
import { CLEAN_RUNS } from './alarm.ts';
import type { DriftBody } from './body.ts';
import type { DriftInputs } from './inputs.ts';
import { FORGETFUL, REOPEN_DAYS, SNOOZE_DAYS } from './issue-plan.ts';
import type { Memory } from './memory.ts';
import type { News } from './news.ts';
import { CLEAN_BAND } from './recovery.ts';
import type { Situation } from './situation.ts';
import { plural } from './wording.ts';

const broken = 'Broken data';
const worsened = 'Worse performance';

/**
 * The worst of all alarms of the environment. Column names stay out of titles: a title has no way to make text inert.
 *
 * @param others last runs of the other checks that alarm
 */
export function titleOf({ columns, environment, verdict }: DriftBody, model: string, others: Memory['others']): string {
  const own = columns.filter(({ important, status }) => important && (status === 'drift' || status === 'schema'));
  const count = new Set([...own.map(({ column }) => column), ...others.flatMap(({ drifted }) => drifted)]).size;
  const statuses = [verdict, ...others.map(({ status }) => status)];
  const what = statuses.includes('schema') ? broken : statuses.includes('performance') ? worsened : 'Drift';
  const where = environment.replace(/[^\w.\- ]/g, '?');
  return `${what} in ${model} (${where})${count > 0 ? `: ${plural(count, 'column')}` : ''}`;
}

/** What a title said. */
export const statusIn = (title: string): 'drift' | 'performance' | 'schema' =>
  title.startsWith(broken) ? 'schema' : title.startsWith(worsened) ? 'performance' : 'drift';

/** Where this text came from and how to answer it. */
export const footerOf = ({ run }: Ports, { matrix }: DriftInputs, kept: boolean): readonly string[] => [
  ...(recordId('', matrix) === '' ? [] : [legText(matrix ?? '')]),
  ...(kept ? [] : [FORGETFUL]),
  `Rewritten by every check; last by [run ${run.runId}](${run.serverUrl}/${run.repository}/actions/runs/${run.runId}). ` +
    `Closed by itself after ${CLEAN_RUNS} clean runs, or as many more as few rows need to tell. ` +
    `Close it as <em>not planned</em> to hear nothing more of it for ${SNOOZE_DAYS} days. ` +
    `Label it ${code(acceptedLabel.name)} to take this drift as the new normal.`,
];

const LONGEST_LEG = 200;

const legText = (matrix: string): string =>
  `Seen by the matrix leg ${code(clip(matrix.replace(/\s+/g, ' '), LONGEST_LEG))}.`;

const COLUMNS_NAMED = 10;
const CHECKS_NAMED = 10;

/** The other checks of the environment whose alarm is on: the issue is theirs too. */
export function othersText(others: Memory['others'], { run }: Ports): string {
  if (others.length === 0) return '';
  const hidden = others.length - CHECKS_NAMED;
  const lines = others.slice(0, CHECKS_NAMED).map((line) => {
    const { leg = '', question = '', status, drifted, run: name, at } = line;
    const what = alarming.includes(status) ? status : 'recovering';
    const columns = drifted.length === 0 ? '' : ` of ${namesText(drifted)}`;
    const id = /^\d+/.exec(name)?.[0] ?? '';
    const link = `[run ${id}](${run.serverUrl}/${run.repository}/actions/runs/${id})`;
    return `- ${code(leg)} against ${code(question)}: ${what}${columns}, ${at.slice(0, 'YYYY-MM-DD'.length)}, ${link}`;
  });
  const more = hidden > 0 ? [`- and ${hidden} more`] : [];
  return ['**Other checks of this environment alarm too:**', '', ...lines, ...more].join('\n');
}

const alarming: readonly string[] = ['drift', 'performance', 'schema'];

const worseText: Readonly<Record<'performance' | 'schema', string>> = {
  performance: 'Worse than before: the model’s performance fell below its baseline.',
  schema: 'Worse than before: the schema of the data is broken.',
};

export const newsText = ({ columns, worse }: News): string =>
  [worse && worseText[worse], columns.length > 0 && `New since the last run: ${namesText(columns)}.`]
    .filter(Boolean)
    .join(' ');

function namesText(columns: readonly string[]): string {
  const more = columns.length > COLUMNS_NAMED ? ` and ${columns.length - COLUMNS_NAMED} more` : '';
  const names = columns.slice(0, COLUMNS_NAMED).map((name) => code(name));
  return names.join(', ') + more;
}

/** @param kept false: earlier runs could not be read */
export function closedText(why: NonNullable<Situation['over']>, kept: boolean): string {
  if (why === 'accepted')
    return `Accepted by the label ${code(acceptedLabel.name)}. A column that goes ${ACCEPTED_BAND} times as far, or another one, opens a new issue.`;
  if (why === 'quiet') return `Over: ${CLEAN_RUNS} runs in a row without an alarm, and no other check has one.`;
  const how = kept
    ? `${CLEAN_RUNS} runs in a row with all that alarmed below ${CLEAN_BAND} of its threshold`
    : `one run, as earlier ones could not be read, below ${CLEAN_BAND} of every threshold, or not beyond chance`;
  return `Recovered: ${how}. Reopened if it comes back within ${REOPEN_DAYS} days.`;
}

/** @param beyond what is new since a person closed it as not planned; null: it was closed otherwise */
export function reopenedText(beyond: News | null): string {
  if (!beyond) return `It is back: confirmed again within ${REOPEN_DAYS} days.`;
  const { worse, columns } = beyond;
  const what = [
    worse && worseText[worse],
    columns.length > 0 && `New, or further off than then: ${namesText(columns)}.`,
  ];
  return ['Closed as not planned it was quiet about what was known then.', ...what].filter(Boolean).join(' ');
}
