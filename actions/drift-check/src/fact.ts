import type { DriftCheckPredicate, DriftColumn } from '@ml-actions/core/record/predicate/drift-check';
import type { header } from '@ml-actions/core/record/predicate/header';
import { code, escapeText } from '@ml-actions/core/report/markdown';
import type { Tone } from '@ml-actions/core/report/section';
import { performanceFact, unjudgedText } from './performance-text.ts';
import { movedText, numberText, plural, staleText } from './wording.ts';

/** What a section needs of the record: nothing of the run. */
export type Said = Omit<DriftCheckPredicate, Exclude<keyof typeof header, 'verdict' | 'model'>>;

const words: Readonly<Record<Said['verdict'], readonly [string, Tone]>> = {
  ok: ['NO DRIFT', 'success'],
  'noise-limited': ['TOO NOISY TO TELL', 'neutral'],
  warn: ['WARNING', 'warning'],
  drift: ['DRIFT', 'failure'],
  performance: ['WORSE PERFORMANCE', 'failure'],
  schema: ['BROKEN SCHEMA', 'failure'],
  insufficient: ['TOO FEW ROWS', 'warning'],
  error: ['ERROR', 'failure'],
};

/** The verdict as a word. A warning says which kind it is. */
export function wordOf(said: Said): readonly [string, Tone] {
  const { verdict, alarm, observed, freshness } = said;
  if (verdict === 'warn' && alarm.phase === 'unconfirmed')
    return [observed === 'performance' ? 'UNCONFIRMED WORSE PERFORMANCE' : 'UNCONFIRMED DRIFT', 'warning'];
  if (verdict === 'warn' && alarm.phase === 'recovering') return ['RECOVERING', 'warning'];
  if (verdict === 'insufficient' && freshness.stale) return ['OLD DATA', 'warning'];
  if (verdict === 'insufficient' && isUnmeasured(said)) return ['PERFORMANCE NOT KNOWN', 'warning'];
  return words[verdict];
}

/** No column is why the run cannot tell. */
export const isUnmeasured = (said: Said): boolean => said.observed === 'insufficient' && deciding(said).length === 0;

const isAlarming = ({ important, status }: DriftColumn): boolean =>
  important && (status === 'drift' || status === 'schema');

/** The columns that made the state what it is, worst first. */
export const deciding = ({ columns, observed }: Said): readonly DriftColumn[] =>
  columns.filter(({ important, status }) => important && status === observed);

/** The worst column and how many are like it, in one line. */
export function factOf(said: Said): string {
  if (said.verdict === 'insufficient' && said.freshness.stale) return staleText(said);
  if (said.observed === 'performance') return performanceFact(said);
  if (isUnmeasured(said)) return unjudgedText(said) || 'too few scores tell how well the model does';
  if (said.observed === 'schema' && deciding(said).length === 0) return 'no label is of a class that the model says';
  if (said.observed === 'warn' && said.window && deciding(said).length === 0)
    return `${plural(said.window.untimed, 'row')} without a time in ${code(said.window.column)} are in no window`;
  const important = said.columns.filter((column) => column.important);
  const worst = deciding(said)[0] ?? important[0];
  if (!worst) return 'no column decides: all have weight 0';
  if (said.observed === 'ok') return `${plural(important.length, 'column')} checked${largestText(worst)}`;
  const alarming = important.filter(isAlarming).length;
  const many =
    alarming > 1
      ? `; ${alarming} of ${important.length} columns ${said.observed === 'schema' ? 'are wrong or drift' : 'drift'}`
      : '';
  return `${code(worst.column)}${columnFact(worst)}${many}`;
}

const largestText = (column: DriftColumn): string =>
  column.effect === null ? '' : `; the furthest, ${code(column.column)},${columnFact(column)}`;

const isP = (unit: string | null): boolean => unit?.endsWith('p-value') === true;

/** Words of the data package come first where the effect does not tell the state. */
export function columnFact({ status, effect, threshold, unit, notes }: DriftColumn): string {
  const reached = effect !== null && threshold !== null && (isP(unit) ? effect < threshold : effect >= threshold);
  if (notes.length > 0 && !(status === 'drift' && reached)) return `: ${escapeText(notes.join('; '))}`;
  if (effect === null || threshold === null || unit === null) return ' was not compared';
  if (isP(unit)) return ` has a ${unit} of ${numberText(effect)}; its threshold is ${numberText(threshold)}`;
  const times = effect / threshold;
  const measure = times >= 1 ? `${times.toFixed(1)} times` : `${Math.round(times * 100)} % of`;
  return ` moved by ${movedText(effect, unit)}, ${measure} its threshold of ${numberText(threshold)}`;
}
