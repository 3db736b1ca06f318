import type { DriftColumn } from '@ml-actions/core/record/predicate/drift-check';
import { text } from '@ml-actions/core/report/html-escape';
import { sparkline } from '../sparkline.ts';
import { numberText, qText } from '../wording.ts';
import { type Counts, histogramSvg } from './histogram.ts';

/** Pictures of so many columns, worst first; the table names all. */
const PICTURED = 200;
const RUNS_SHOWN = 15;

const numbers: ReadonlySet<string> = new Set(['effect', 'noise', 'threshold', 'q', 'missing']);

/** Every column: its numbers, its last runs, and both distributions. */
export function columnsHtml(columns: readonly DriftColumn[], counts: ReadonlyMap<string, Counts | null>): string {
  const heads = ['column', 'status', 'effect', 'noise', 'threshold', 'q', 'missing', 'runs', 'reference and current'];
  const rows = columns.map((column, at) => rowOf(column, at < PICTURED ? (counts.get(column.column) ?? null) : null));
  return (
    `<h2 id="columns">Columns</h2><div class="scroll"><table><caption>Worst first. Filled: reference; line: current data; ` +
    `below: difference of the cumulated shares. Bars are equally wide.</caption>` +
    `<thead><tr>${heads.map((head) => `<th scope="col"${numbers.has(head) ? ' class="number"' : ''}>${head}</th>`).join('')}</tr></thead>` +
    `<tbody>${rows.join('\n')}</tbody></table></div>`
  );
}

function rowOf(column: DriftColumn, counts: Counts | null): string {
  const { effect, unit, noise, threshold, qValue, missing, status, notes, changes, role, important, trend } = column;
  const about = [
    role === 'feature' ? '' : role,
    column.kind,
    important ? '' : 'weight 0',
    ...notes,
    ...changes.map(changeText),
  ].filter(Boolean);
  const number = (value: number | null): string => (value === null ? '' : numberText(value));
  const cells = [
    unit === null ? '' : text(`${effect === null ? '∞' : numberText(effect)} ${unit}`),
    number(noise),
    number(threshold),
    qValue === null ? '' : text(qText(qValue)),
    missing === null ? '' : missingText(missing),
  ];
  return (
    `<tr><th scope="row"><code>${text(column.column)}</code><br><small>${text(about.join('; '))}</small></th>` +
    `<td class="status ${status}">${status}</td>${cells.map((cell) => `<td class="number">${cell}</td>`).join('')}` +
    `<td>${sparkline(trend.slice(-RUNS_SHOWN))}</td><td>${counts ? histogramSvg(counts) : ''}</td></tr>`
  );
}

const share = (value: number): string => `${(value * 100).toFixed(1)} %`;
const changeText = ({ value, reference, current }: DriftColumn['changes'][number]): string =>
  `${value}: ${share(reference)} → ${share(current)}`;

function missingText({ reference, current }: { reference: number; current: number }): string {
  if (reference === 0 && current === 0) return '0 %';
  const points = (current - reference) * 100;
  return `${(current * 100).toFixed(1)} % (${points >= 0 ? '+' : ''}${points.toFixed(1)})`;
}
