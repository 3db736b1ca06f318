import type { DataRule } from '@ml-actions/core/record/predicate/validate-data';
import { countText } from '@ml-actions/core/report/count-text';
import { code, escapeText, table } from '@ml-actions/core/report/markdown';

/** Lines of a folded table that a reader may still scroll through; the report has all. */
const MOST_LINES = 100;
const LONGEST_LINE = 600;

/** The rules that hold: one line per column and set of data, in the contract's order, without counts. */
export function passedTable(passed: readonly DataRule[]): string {
  const lines = new Map<string, { column: string | null; expected: Map<string, string[]> }>();
  for (const { column, expected, source } of passed) {
    const line = lines.get(JSON.stringify(column)) ?? { column, expected: new Map<string, string[]>() };
    line.expected.set(expected, [...(line.expected.get(expected) ?? []), source]);
    lines.set(JSON.stringify(column), line);
  }
  const sources = new Set(passed.map(({ source }) => source)).size;
  const rows = [...lines.values()]
    .slice(0, MOST_LINES)
    .map(({ column, expected }) => [
      column === null ? 'all columns' : code(column),
      escapeText(
        [...expected]
          .map(([text, of]) => `${text}${new Set(of).size < sources ? ` (${of.join(', ')})` : ''}`)
          .join(' · '),
        LONGEST_LINE,
      ),
    ]);
  const more = lines.size - rows.length;
  return `${table(['column', 'holds'], rows)}${more > 0 ? `\n\nand ${countText(more)} more columns` : ''}`;
}
