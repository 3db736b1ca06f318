import { countText } from '@ml-actions/core/report/count-text';
import { text } from '@ml-actions/core/report/html-escape';
import { timeText } from '@ml-actions/data/shape/edges';
import type { Categories, ColumnShape, Numbers } from '@ml-actions/data/shape/shape';
import { percentText, plural } from '../wording.ts';
import { histogram, ranking } from './bars.ts';

/** How the values of a column lie, and how many are missing or not of its type. */
export function valuesHtml(column: ColumnShape, pictured: boolean): string {
  const { rows, missing, invalid } = column;
  if (missing === rows) return '<span class="none">all missing</span>';
  const wrong = [
    missing > 0 ? `${percentText(missing, rows)} missing` : '',
    invalid > 0 ? `${countText(invalid)} not of the type` : '',
  ].filter(Boolean);
  const line = wrong.length > 0 ? `<div class="wrong">${text(wrong.join(', '))}</div>` : '';
  return `${pictured ? pictureHtml(column) : ''}${line}`;
}

function pictureHtml({ drawn }: ColumnShape): string {
  if (!drawn) return '<span class="none">not shown</span>';
  return drawn.kind === 'categories' ? categoriesHtml(drawn) : numbersHtml(drawn);
}

const significant = 6;

function numbersHtml(numbers: Numbers): string {
  const { kind, edges, step, below, above, notFinite } = numbers;
  const edgeText = (edge: number): string =>
    kind === 'times' ? timeText(edge, step) : String(Number(edge.toPrecision(significant)));
  const outside = [
    below > 0 ? `${countText(below)} below` : '',
    above > 0 ? `${countText(above)} above` : '',
    notFinite > 0 ? `${countText(notFinite)} not finite` : '',
  ].filter(Boolean);
  const last = (edges.at(-1) ?? 0) - (kind === 'whole' && step === 1 ? 1 : 0);
  return histogram(numbers, edgeText) + endsHtml([edgeText(edges[0] ?? 0), outside.join(', '), edgeText(last)]);
}

const endsHtml = (texts: readonly string[]): string =>
  `<div class="ends">${texts.map((each) => `<span>${text(each)}</span>`).join('')}</div>`;

/** Below so many rows per value there is no shape to see. */
const LEAST_ROWS_PER_VALUE = 2;

function categoriesHtml(categories: Categories): string {
  const { top, other, distinct } = categories;
  const present = top.reduce((sum, { count }) => sum + count, other);
  const [first] = top;
  if (distinct > top.length && present < LEAST_ROWS_PER_VALUE * distinct)
    return `<span class="none">${text(`${plural(distinct, 'different value')} in ${plural(present, 'row')}`)}</span>`;
  const said = `${plural(distinct, 'value')}${first ? `, the commonest ${percentText(first.count, present)}` : ''}`;
  const names = top.flatMap(({ name, count }) => (name === null ? [] : [`${name} ${percentText(count, present)}`]));
  const told = names.map((name) => `<code>${text(name)}</code>`).join(' ');
  return `${ranking(categories)}${endsHtml([said])}${told === '' ? '' : `<div class="names">${told}</div>`}`;
}
