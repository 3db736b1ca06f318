import type { EvaluateGatePredicate, GateRow } from '@ml-actions/core/record/predicate/evaluate-gate';
import { countText } from '@ml-actions/core/report/count-text';
import { type Align, code, escapeText, table } from '@ml-actions/core/report/markdown';
import { HEADLINE, isProportion } from '@ml-actions/metrics/catalogue';
import { changeText } from '@ml-actions/metrics/change-text';
import { cell, symbolOfRow, valuesOf, wordOfRow } from '../wording.ts';

/** More rows than a reviewer takes in at a glance are folded. */
export const mostRows = 8;
const align: readonly Align[] = ['left', 'left', 'right', 'right', 'right', 'right', 'left'];
const percent = 100;

/** The rows that decide: most severe first; without a policy the metrics a reader looks for first. */
export function decidingTable(predicate: EvaluateGatePredicate): string {
  const { checks } = predicate;
  if (checks.length === 0) return metricsTable(predicate, mostRows);
  const rest = checks.length - mostRows;
  const more = rest > 0 ? `\n\n${rest} more below.` : '';
  return `${checksTable(checks.slice(0, mostRows))}${more}`;
}

/** `recall`, country=MT (n=611): where a check was asked of a part, the part and its size. */
export function nameOf({ metric, scope, rows, unit, n }: GateRow): string {
  if (scope === '') return code(metric);
  const [family = '', ...rest] = scope.split('.');
  const part = [shownFamily[family] ?? '', rest.join('.')].filter(Boolean).join(' ');
  const size = family === 'slices' && rows !== null ? ` (n=${countText(rows)})` : '';
  const repeats = unit === 'scores' && n !== null ? ` (${n} scores)` : '';
  return `${code(metric)}, ${escapeText(part)}${size}${repeats}`;
}

/** How the families of checks are called in a row; a slice says what it is by itself. */
const shownFamily: Readonly<Record<string, string>> = {
  anchor: 'anchor',
  fairness: 'between groups of',
  budgets: 'budget',
  robustness: 'perturbed:',
  importance: 'importance',
};

export function checksTable(rows: readonly GateRow[]): string {
  const isMixed = rows.some(({ interval }) => interval !== null);
  return table(
    ['', 'Metric', 'Baseline', 'Candidate', changeHeading(rows), 'Allowed', ''],
    rows.map((row) => {
      const [baseline, candidate] = valuesOf(row);
      const missing = isMixed && row.change !== null && row.interval === null ? ' (no interval)' : '';
      const cells = [nameOf(row), baseline, candidate, `${changeText(row)}${missing}`];
      return [symbolOfRow(row), ...cells, cell(row.allowed) || '-', wordOfRow(row)];
    }),
    align,
  );
}

function changeHeading(rows: readonly GateRow[]): string {
  const confidence = rows.find((row) => row.confidence !== null)?.confidence ?? null;
  if (confidence !== null) return `Change (${Number((percent * confidence).toFixed(2))} % interval)`;
  const onlyFiles = rows.some(({ change }) => change !== null) && rows.every((row) => row.rows === null);
  return onlyFiles ? 'Change (no interval: metrics file only)' : 'Change';
}

/** Every known metric with both values. */
export function metricsTable({ candidate, baseline }: EvaluateGatePredicate, most: number): string {
  const before = baseline.kind === 'found' ? baseline.metrics : {};
  const names = [...new Set([...Object.keys(candidate.metrics), ...Object.keys(before)])].sort(headlineFirst);
  const rows = names.slice(0, most).map((name) => row(name, before[name] ?? null, candidate.metrics[name] ?? null));
  const rest = names.length - rows.length;
  const written = table(['Metric', 'Baseline', 'Candidate', 'Change'], rows, ['left', 'right', 'right', 'right']);
  if (names.length === 0) return 'No metric is known.';
  return rest > 0 ? `${written}\n\nand ${rest} more` : written;
}

const rank = (name: string): number => (HEADLINE.includes(name) ? HEADLINE.indexOf(name) : HEADLINE.length);
const headlineFirst = (a: string, b: string): number => rank(a) - rank(b) || (a < b ? -1 : 1);

function row(name: string, baseline: number | null, candidate: number | null): string[] {
  const found = { baseline: null, candidate: null };
  const change = baseline !== null && candidate !== null ? candidate - baseline : null;
  const proportion = isProportion(name) && Math.max(Math.abs(baseline ?? 0), Math.abs(candidate ?? 0)) <= 1;
  const [before, after] = valuesOf({ baseline, candidate, found });
  return [code(name), before, after, changeText({ change, interval: null, proportion, margin: null })];
}
