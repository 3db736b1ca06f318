export type Align = 'left' | 'right' | 'center';

/** Longest untrusted inline text that is shown; the rest is replaced by an ellipsis. */
const inlineLimit = 300;

/** Control, format (bidirectional, zero-width, tags), private and half characters: they hide or reorder what is read. */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/gu;
const zeroWidthSpace = '\u200b';

/** The marker of a list item. A sign or a point in front of a digit is a number's, and stays as it is. */
const listMarker = /^(\d*)([-+.)])(?=\s|$)/;
/** The first of a line of dashes, equal signs and colons: a rule, or the mark under a heading or a table's head. */
const ruler = /^(:?)([-=])(?=[-=:\s]*$)/;

const entityOf = (character: string): string => `&#${character.codePointAt(0)};`;
const markerAsText = (_: string, digits: string, mark: string): string => digits + entityOf(mark);

/**
 * Makes untrusted text literal inside one line of GitHub Markdown, a table cell or a `<summary>`.
 * Entities stop the Markdown parser. GitHub's mention, reference, link and emoji filters run on the decoded text
 * (https://github.github.com/gfm/#autolinks-extension-), so a zero-width space breaks what they look for. A version, `churn@7`, is none of it.
 */
export function escapeText(text: string, limit = inlineLimit): string {
  return clip(text.replace(/\s+/gu, ' ').trim().replace(invisible, '\ufffd'), limit)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/@(?!(?<=\w@)\d+(?=[\s,;)]|$))/g, `@${zeroWidthSpace}`)
    .replace(/(GH)-(?=\d)/gi, `$1${zeroWidthSpace}-`)
    .replace(/#(?=\w)/g, `#${zeroWidthSpace}`)
    .replace(/:(?=\/\/|[\w+-]+:)/g, `:${zeroWidthSpace}`)
    .replace(/(mailto|xmpp):/gi, `$1${zeroWidthSpace}:`)
    .replace(/(www)\./gi, `$1${zeroWidthSpace}.`)
    .replace(/[\\`*[\]|~$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|^#/g, entityOf)
    .replace(listMarker, markerAsText)
    .replace(ruler, markerAsText);
}

/** Untrusted text as inline code: backticks where they can hold it, else `<code>`, which also works in a table. */
export function code(text: string, limit = inlineLimit): string {
  const line = clip(text.replace(/\s+/gu, ' ').trim().replace(invisible, '\ufffd'), limit);
  if (line === '') return '';
  return /[`|\\<]/.test(line) ? `<code>${escapeText(line, limit)}</code>` : `\`${line}\``;
}

/** Untrusted text of several lines as a code block that it cannot close. */
export function codeBlock(text: string, language = ''): string {
  const lines = text.replace(/\r\n?/g, '\n').replace(/[^\S\n]|[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/gu, visible);
  const longest = Math.max(2, ...(lines.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${lines}\n${fence}`;
}

const visible = (character: string): string => (/\s/u.test(character) ? (character === '\n' ? '\n' : ' ') : '\ufffd');

/** A table of cells that are already Markdown; a cell cannot end its row or open another cell. */
export function table(
  headers: readonly string[],
  rows: readonly (readonly string[])[],
  align: readonly Align[] = [],
): string {
  const line = (cells: readonly string[]) => `| ${headers.map((_, at) => cellText(cells[at] ?? '')).join(' | ')} |`;
  const rule = `|${headers.map((_, at) => ruleOf[align[at] ?? 'left']).join('|')}|`;
  return [line(headers), rule, ...rows.map(line)].join('\n');
}

const ruleOf: Readonly<Record<Align, string>> = { left: '---', right: '--:', center: ':-:' };
const cellText = (markdown: string): string => markdown.replace(/[\r\n]+/g, ' ').replace(/\|/g, '&#124;');

/** A folded part. The summary is escaped text, not Markdown: GitHub does not parse Markdown on that line. */
export const details = (summary: string, body: string): string =>
  `<details>\n<summary>${summary.replace(/[\r\n]+/g, ' ')}</summary>\n\n${body}\n\n</details>`;

/** Cuts text to a number of characters, never inside one. */
export function clip(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${text.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** Digests as people compare them: twelve digits of each; the full ones belong into a folded part. */
export const shortDigests = (text: string): string => text.replace(/\b([0-9a-f]{12})[0-9a-f]{52}\b/g, '$1');
