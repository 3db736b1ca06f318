import type { DataRule } from '@ml-actions/core/record/predicate/validate-data';
import { countText } from '@ml-actions/core/report/count-text';
import { code, escapeText, table } from '@ml-actions/core/report/markdown';

/** Lines of a folded table that a reader may still scroll through; the report has all. */
const MOST_LINES = 100;

/** The rules of which nobody can tell whether they hold, each with the reason. */
export function unjudgedTable(open: readonly DataRule[]): string {
  const rows = open
    .slice(0, MOST_LINES)
    .map(({ source, id, expected, note }) => [code(source), code(id), escapeText(expected), escapeText(note ?? '')]);
  const more = open.length - rows.length;
  return `${table(['data', 'rule', 'expected', 'why'], rows)}${more > 0 ? `\n\nand ${countText(more)} more` : ''}`;
}
