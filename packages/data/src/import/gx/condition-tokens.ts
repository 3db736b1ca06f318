import type { Scalar } from './condition.ts';

export interface Token {
  readonly kind: 'column' | 'word' | 'literal' | 'mark';
  readonly value: Scalar;
}

/** `col("a")` and `date("...")` of GX, backticks of pandas and Spark, and what they have in common. */
const TOKEN = new RegExp(
  [
    'col\\(\\s*"(?<col>[^"]*)"\\s*\\)',
    'date\\(\\s*["\'](?<date>[^"\']*)["\']\\s*\\)',
    '`(?<quoted>[^`]+)`',
    '(?<name>[A-Za-z_]\\w*)',
    '(?<number>[+-]?\\d+(?:\\.\\d*)?(?:[eE][+-]?\\d+)?)',
    '"(?<double>[^"\\\\]*)"',
    "'(?<single>[^'\\\\]*)'",
    '(?<mark>==|!=|<>|<=|>=|[=<>&|()[\\],.])',
  ].join('|'),
  'y',
);

/** The tokens of a condition; undefined where a character belongs to none. */
export function tokensOf(text: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    const space = /^\s+/.exec(text.slice(at))?.[0].length ?? 0;
    TOKEN.lastIndex = at + space;
    const found = TOKEN.exec(text)?.groups;
    if (found) tokens.push(tokenOf(found));
    else if (at + space < text.length) return undefined;
    at = found ? TOKEN.lastIndex : text.length;
  }
  return tokens;
}

function tokenOf(found: Readonly<Record<string, string | undefined>>): Token {
  const { col, quoted, name, number, mark } = found;
  const column = col ?? quoted;
  if (column !== undefined) return { kind: 'column', value: column };
  if (name !== undefined) return { kind: 'word', value: name };
  if (mark !== undefined) return { kind: 'mark', value: mark };
  if (number !== undefined) return { kind: 'literal', value: Number(number) };
  return { kind: 'literal', value: found.date ?? found.double ?? found.single ?? '' };
}
