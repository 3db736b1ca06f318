import { text } from './html-escape.ts';
import { symbolOf, type Tone } from './section.ts';

/** The top of a report: the verdict before anything else. All but the tone and the word is HTML already. */
export interface Verdict {
  readonly tone: Tone;
  readonly word: string;
  /** what was judged, by what, when */
  readonly over: string;
  /** the one fact that decided */
  readonly fact: string;
  /** what it was held against */
  readonly compared: string;
}

export const verdictHeader = ({
  tone,
  word,
  over,
  fact,
  compared,
}: Verdict): string => `<header class="verdict ${tone}">
<p class="over">${over}</p>
<h1><span aria-hidden="true">${symbolOf[tone]}</span> ${text(word)}</h1>
<p class="fact">${fact}</p>
<p class="compared">${compared}</p>
</header>`;

const minuteDigits = 16;

/** `2026-11-20 12:00 UTC` */
export const timeHtml = (iso: string): string =>
  `<time datetime="${text(iso)}">${text(iso.slice(0, minuteDigits).replace('T', ' '))} UTC</time>`;

/** A part with its heading; `id` is where links lead. */
export const part = (id: string, heading: string, body: string): string =>
  `<section id="${id}" aria-labelledby="${id}-title">\n<h2 id="${id}-title">${text(heading)}</h2>\n${body}\n</section>`;

export const factList = (facts: readonly (readonly [name: string, value: string])[]): string =>
  `<dl>${facts.map(([name, value]) => `<div><dt>${text(name)}</dt><dd>${text(value)}</dd></div>`).join('\n')}</dl>`;

/** A column's heading and how its cells stand; numbers stand right. */
export interface Column {
  readonly heading: string;
  readonly kind?: 'number' | 'text';
}

/** A plain table of texts, in a box that scrolls by itself on a small screen. */
export const plainTable = (caption: string, columns: readonly Column[], rows: readonly (readonly string[])[]): string =>
  htmlTable(
    caption,
    columns,
    rows.map((row) => columns.map((_, at) => text(row[at] ?? ''))),
  );

/** The same of cells that are HTML already. */
export function htmlTable(caption: string, columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const head = columns.map(({ heading, kind }) => `<th scope="col"${classOf(kind)}>${text(heading)}</th>`).join('');
  const body = rows
    .map((row) => `<tr>${columns.map(({ kind }, at) => `<td${classOf(kind)}>${row[at] ?? ''}</td>`).join('')}</tr>`)
    .join('\n');
  return scrolling(
    caption,
    `<table><caption class="hidden">${text(caption)}</caption><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table>`,
  );
}

/** A box that scrolls must be reachable by keyboard, and so must say what it is. */
export const scrolling = (label: string, table: string): string =>
  `<div class="scroll" role="region" aria-label="${text(label)}, table" tabindex="0">${table}</div>`;

const classOf = (kind: Column['kind']): string => (kind === 'number' ? ' class="number"' : '');
