import type { DriftColumn } from '@ml-actions/core/record/predicate/drift-check';
import { text } from '@ml-actions/core/report/html-escape';
import { scrolling } from '@ml-actions/core/report/html-parts';
import { missingText } from '../column-table.ts';
import { numberText, qText, shareText } from '../wording.ts';
import { type Counts, histogramSvg } from './histogram.ts';
import { missingTrendSvg, trendSvg } from './trend.ts';

/** Pictures of so many columns, worst first; the table names all. */
const PICTURED = 200;

interface Cell {
  readonly head: string;
  readonly kind: 'number' | 'picture' | 'status';
  /** HTML; empty: nothing to say. A cell that says nothing of any column is not in the table */
  readonly of: (column: DriftColumn, counts: Counts | null) => string;
}

const number = (value: number | null): string => (value === null ? '' : numberText(value));

const cells: readonly Cell[] = [
  { head: 'status', kind: 'status', of: ({ status }) => status },
  { head: 'effect', kind: 'number', of: effectHtml },
  { head: 'threshold', kind: 'number', of: ({ threshold }) => number(threshold) },
  { head: 'noise', kind: 'number', of: ({ noise }) => number(noise) },
  { head: 'q', kind: 'number', of: ({ qValue }) => (qValue === null ? '' : text(qText(qValue))) },
  { head: 'missing', kind: 'number', of: missingHtml },
  { head: 'last runs', kind: 'picture', of: ({ trend }) => trendSvg(trend) },
  {
    head: 'reference and current',
    kind: 'picture',
    of: ({ kind }, counts) => (counts ? histogramSvg(counts, kind) : ''),
  },
];

const caption =
  'Worst first. Last runs: the effect in multiples of its threshold (dashed), red where it was reached. Distribution: ' +
  'the reference filled, the current data as a line, bars equally wide; below them, of numbers the difference of the ' +
  'cumulated shares, whose shaded area W1 adds up and whose largest gap (KS) is marked, of categories the change of each share.';

/** Every column: its numbers, its last runs, and both distributions. */
export function columnsHtml(columns: readonly DriftColumn[], counts: ReadonlyMap<string, Counts | null>): string {
  const rendered = columns.map((column, at) => {
    const pictured = at < PICTURED ? (counts.get(column.column) ?? null) : null;
    return cells.map(({ of }) => of(column, pictured));
  });
  const isTold = cells.map((_, at) => rendered.some((row) => row[at] !== ''));
  const heads = cells
    .filter((_, at) => isTold[at])
    .map(({ head, kind }) => `<th scope="col"${kind === 'number' ? ' class="number"' : ''}>${head}</th>`);
  const rows = columns.map((column, at) => {
    const tds = cells.map((cell, place) => (isTold[place] ? cellHtml(cell, column, rendered[at]?.[place] ?? '') : ''));
    return `<tr>${headHtml(column)}${tds.join('')}</tr>`;
  });
  const table =
    `<table class="checks"><caption>${caption}</caption><thead><tr><th scope="col">column</th>${heads.join('')}</tr></thead>` +
    `<tbody>${rows.join('\n')}</tbody></table>`;
  return `<h2 id="columns">Columns</h2>${scrolling('Columns', table)}`;
}

function cellHtml({ head, kind }: Cell, { status }: DriftColumn, shown: string): string {
  if (kind === 'status') return `<td class="status ${status}">${shown}</td>`;
  const label = shown === '' ? '' : ` data-label="${head}"`;
  return `<td${kind === 'number' ? ' class="number"' : ''}${label}>${shown}</td>`;
}

function headHtml({ column, notes, changes, role, kind, important, importance }: DriftColumn): string {
  const weight = importance === Number(important) ? '' : `weight ${numberText(importance)}`;
  const about = [
    role === 'feature' ? '' : role,
    kind,
    important ? weight : 'decides nothing',
    ...notes,
    ...changes.map(changeText),
  ].filter(Boolean);
  return `<th scope="row"><code>${text(column)}</code> <small>${text(about.join('; '))}</small></th>`;
}

function effectHtml({ effect, unit }: DriftColumn): string {
  if (unit === null) return '';
  return `<span>${effect === null ? '∞' : numberText(effect)} <small>${text(unit)}</small></span>`;
}

function missingHtml({ missing, missingTrend }: DriftColumn): string {
  return missing === null ? '' : `<span>${missingText(missing)}${missingTrendSvg(missingTrend)}</span>`;
}

const changeText = ({ value, reference, current }: DriftColumn['changes'][number]): string =>
  `${value}: ${shareText(reference)} → ${shareText(current)}`;
