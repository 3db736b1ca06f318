import type { DataSource } from '@ml-actions/core/record/predicate/validate-data';
import { text } from '@ml-actions/core/report/html-escape';
import { htmlTable, part } from '@ml-actions/core/report/html-parts';
import { type SchemaDiff, schemaDiff } from '../schema-diff.ts';
import { plural } from '../wording.ts';

type Table = Pick<DataSource, 'name' | 'columns'>;

/** Changes that one page lists. */
const MOST_LISTED = 500;

/** Which columns came, went or changed their type since the earlier data; nothing where none did. */
export function schemaHtml(sources: readonly Table[], earlier: readonly Table[]): string {
  const several = sources.length > 1;
  const rows = sources.flatMap(({ name, columns }) => {
    const before = earlier.find((table) => table.name === name);
    if (!before) return [];
    return rowsOf(schemaDiff(before.columns, columns)).map((row) =>
      several ? [`<code>${text(name)}</code>`, ...row] : row,
    );
  });
  if (rows.length === 0) return '';
  const headings = [...(several ? ['Data'] : []), 'Column', 'Change', 'Was', 'Is'].map((heading) => ({ heading }));
  const more = rows.length - MOST_LISTED;
  const rest = more > 0 ? `<p>${plural(more, 'more change')} in the JSON report.</p>` : '';
  return part(
    'schema',
    'Changed columns',
    `${htmlTable('Columns that changed', headings, rows.slice(0, MOST_LISTED))}${rest}`,
  );
}

const rowsOf = ({ added, removed, changed }: SchemaDiff): string[][] => [
  ...removed.map(({ name, type }) => row(name, 'removed', type, '')),
  ...changed.map(({ name, how, was, is }) => row(name, how, was, is)),
  ...added.map(({ name, type }) => row(name, 'added', '', type)),
];

const row = (name: string, change: string, was: string, is: string): string[] => [
  `<code>${text(name)}</code>`,
  `<span class="status ${change}">${change}</span>`,
  text(was),
  text(is),
];
