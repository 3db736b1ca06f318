import { text } from '@ml-actions/core/report/html-escape';

/** A column's heading and how its cells stand; numbers stand right. */
export interface Column {
  readonly heading: string;
  readonly kind?: 'number' | 'text';
}

/** A plain table of texts, in a box that scrolls by itself on a small screen. */
export function plainTable(caption: string, columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const head = columns.map(({ heading, kind }) => `<th scope="col"${classOf(kind)}>${text(heading)}</th>`).join('');
  const body = rows
    .map(
      (row) => `<tr>${columns.map(({ kind }, at) => `<td${classOf(kind)}>${text(row[at] ?? '')}</td>`).join('')}</tr>`,
    )
    .join('\n');
  return scrolling(
    caption,
    `<table><caption class="hidden">${text(caption)}</caption><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table>`,
  );
}

/** A box that scrolls must be reachable by keyboard, and so must say what it is. */
export const scrolling = (label: string, table: string): string =>
  `<div class="scroll" role="region" aria-label="${text(label)}, table" tabindex="0">${table}</div>`;

export const classOf = (kind: Column['kind']): string => (kind === 'number' ? ' class="number"' : '');
