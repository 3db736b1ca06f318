import { styleText } from 'node:util';
import { LONGEST_LINE, wrapped } from './wrap.ts';

/** What stands before a quoted line. */
const QUOTE_INDENT = 8;

const bold = (text: string): string => styleText('bold', text, { stream: process.stdout });
const dim = (text: string): string => styleText('dim', text, { stream: process.stdout });

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', nbsp: ' ' };

/** One line of our own Markdown as plain text: no marks, no links, no tags, no entities. */
export const plainText = (markdown: string): string =>
  markdown
    .replace(/<!--.*?-->/gs, '')
    .replace(/<br\s*\/?>/g, ' · ')
    .replace(/<\/?[a-z][^>]*>/g, '')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/(\*\*|`)/g, '')
    .replace(/\\([\\`*_{}[\]()#+\-.!|<>~@:&])/g, '$1')
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replace(/&#x([0-9a-f]+);/gi, (_, code) => String.fromCodePoint(Number.parseInt(code, 16)))
    .replace(/&(lt|gt|amp|quot|nbsp);/g, (_, name) => entities[name] ?? '')
    .replace(/\u200b/g, '')
    .trim();

/** Renders our own comments for a terminal: headings bold, tables in columns, details folded to their summary. */
export function forTerminal(markdown: string): string {
  const lines = markdown
    .replace(/<!--.*?-->\n?/gs, '')
    .replace(/<details>\s*<summary>(.*?)<\/summary>.*?<\/details>/gs, (_, summary) => `▸ ${plainText(summary)}`)
    .split('\n');
  const shown: string[] = [];
  let isCode = false;
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const table = tableAt(lines, at);
    if (line.startsWith('```')) {
      isCode = !isCode;
      continue;
    }
    if (isCode) {
      shown.push(line);
      continue;
    }
    if (table.length > 0) {
      shown.push(...columns(table));
      at += table.length;
    } else shown.push(lineForTerminal(line));
  }
  return shown
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(FOLDED, (folded) => dim(folded.replace(/\n+/g, '   ')))
    .trim();
}

/** Details that follow one another stand on one line. */
const FOLDED = /▸ [^\n]*(?:\n+▸ [^\n]*)*/g;

function lineForTerminal(line: string): string {
  const heading = /^#{1,6} (.*)$/.exec(line)?.[1];
  if (heading !== undefined) return bold(wrapped(plainText(heading), LONGEST_LINE - QUOTE_INDENT).join('\n'));
  const lines = wrapped(plainText(line), LONGEST_LINE - QUOTE_INDENT).join('\n');
  return line.startsWith('<sub>') ? dim(lines) : lines;
}

const isRow = (line: string | undefined): boolean => /^\s*\|.*\|\s*$/.test(line ?? '');
const cellsOf = (line: string): string[] =>
  line
    .trim()
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map(plainText);
const isRule = (line: string): boolean => /^[\s|:-]+$/.test(line);

/** The rows of a table that starts here, without its rule. */
function tableAt(lines: readonly string[], at: number): string[][] {
  if (!isRow(lines[at]) || !isRule(lines[at + 1] ?? 'x')) return [];
  const end = lines.findIndex((line, index) => index > at && !isRow(line));
  return lines
    .slice(at, end === -1 ? undefined : end)
    .filter((line) => !isRule(line))
    .map(cellsOf);
}

/** Terminal columns that a text takes; symbols like ✅ take two. */
const widthOf = (text: string): number =>
  [...text.replace(/\ufe0f/g, '')].reduce((sum, char) => sum + (/\p{Emoji_Presentation}/u.test(char) ? 2 : 1), 0);
const isNumeric = (text: string): boolean => /^[+−-]?[\d.,%\s–—-]*$/.test(text);

function columns(rows: readonly string[][]): string[] {
  const count = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, column) =>
    Math.max(...rows.map((row) => widthOf(row[column] ?? ''))),
  );
  const right = widths.map((_, column) => rows.slice(1).every((row) => isNumeric(row[column] ?? '')));
  return rows.map((row, index) => {
    const cells = widths.map((width, column) => {
      const cell = row[column] ?? '';
      const room = ' '.repeat(width - widthOf(cell));
      return right[column] ? room + cell : cell + room;
    });
    const line = cells.join('   ').trimEnd();
    return index === 0 ? dim(line) : line;
  });
}
