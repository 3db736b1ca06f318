import type { DataRule } from '@ml-actions/core/record/predicate/validate-data';
import { text } from '@ml-actions/core/report/html-escape';
import { htmlTable, part } from '@ml-actions/core/report/html-parts';
import type { ColumnShape, SourceShape } from '@ml-actions/data/shape/shape';
import { broken, isJudged, plural, symbols } from '../wording.ts';
import { valuesHtml } from './values.ts';

/** Pictures on one page: more make it slow, and large. */
const MOST_PICTURES = 300;
/** Columns with a line of their own. */
const MOST_LISTED = 1_000;

/** Every column: what its rules came to, and how its values lie in each source, side by side. */
export function columnsHtml(shapes: readonly SourceShape[], rules: readonly DataRule[]): string {
  const names = [...new Set(shapes.flatMap(({ columns }) => columns.map(({ name }) => name)))];
  if (names.length === 0) return '';
  const pictured = Math.floor(MOST_PICTURES / shapes.length);
  const byName = shapes.map(({ columns }) => new Map(columns.map((column) => [column.name, column])));
  const rows = names.slice(0, MOST_LISTED).map((name, at) => {
    const found = byName.map((columns) => columns.get(name));
    return [
      marksOf(rules.filter((rule) => rule.column === name && isJudged(rule))),
      nameHtml(name, found),
      ...found.map((column) =>
        column ? valuesHtml(column, at < pictured) : '<span class="none">no such column</span>',
      ),
    ];
  });
  const values = shapes.map(({ source }) => ({ heading: shapes.length > 1 ? source : 'Values' }));
  const table = htmlTable('Columns', [{ heading: 'Rules' }, { heading: 'Column' }, ...values], rows);
  return part('columns', 'Columns', `<div class="columns">${table}</div>${notesHtml(shapes, names.length)}`);
}

function nameHtml(name: string, found: readonly (ColumnShape | undefined)[]): string {
  const types = new Set(found.flatMap((column) => (column ? [column.type.replace(/^other:/, '')] : [])));
  return `<code>${text(name)}</code><small>${text([...types].join(', '))}</small>`;
}

function notesHtml(shapes: readonly SourceShape[], columns: number): string {
  const sampled = shapes.filter((shape) => shape.sampled).map(({ source }) => source);
  const notes = [
    sampled.length > 0
      ? `The pictures of ${sampled.join(', ')} are drawn from a part of the rows; the rules read all of them.`
      : '',
    columns > MOST_LISTED ? `${plural(columns - MOST_LISTED, 'more column')} not listed.` : '',
  ].filter(Boolean);
  return notes.map((note) => `<p><small>${text(note)}</small></p>`).join('');
}

/** What its rules came to: `❌ 2`, or a tick where all hold. */
function marksOf(rules: readonly DataRule[]): string {
  if (rules.length === 0) return '<span class="none">no rule</span>';
  const worst = (['error', 'fail', 'warn', 'info'] as const).filter((status) => broken(rules, status).length > 0);
  const told = worst.length === 0 ? (['pass'] as const) : worst;
  return told
    .map(
      (status) =>
        `<span class="status ${status}"><span aria-hidden="true">${symbols[status]}</span> ${broken(rules, status).length}<span class="hidden"> ${status}</span></span>`,
    )
    .join(' ');
}
