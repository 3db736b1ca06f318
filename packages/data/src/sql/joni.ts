import { inputProblem } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';

/** RE2's classes are of ASCII (its wiki, Syntax); Joni's follow Unicode. */
const RANGES: Readonly<Record<string, string>> = { d: '0-9', w: '0-9A-Za-z_', s: '\\t\\n\\f\\r ' };
const WORD = '[0-9A-Za-z_]';
const EDGES: Readonly<Record<string, string>> = {
  b: `(?:(?<!${WORD})(?=${WORD})|(?<=${WORD})(?!${WORD}))`,
  B: `(?:(?<!${WORD})(?!${WORD})|(?<=${WORD})(?=${WORD}))`,
};
const CLASS_NAME = /\[:\^?\w+:\]/;
/** Without `(?m)` RE2's anchors mean the whole text; Joni's `$` also stands before a last line's end. */
const ANCHORS: Readonly<Record<string, string>> = { '^': '\\A', $: '\\z' };
/** Flags that mean the same: letter case, and whether a dot matches a line's end. */
const SHARED_GROUP = /^\(\?(?:[is]*(?:-[is]+)?[:)]|P?<\w+>)$/;

const TOKEN =
  /\\x\{([0-9A-Fa-f]+)\}|\\x([0-9A-Fa-f]{2})|\\([pP])(?:\{(\^?\w+)\}|([A-Z]))|\\(.)|\[\^?\]?|\(\?(?:P?<\w+>|[a-zA-Z-]*[:)]|.?)|./gsu;

/**
 * An RE2 pattern as Joni, Trino's engine of regular expressions, reads the same meaning.
 * @throws InputError for what only one of the two can say
 */
export function joniPattern(re2: string): string {
  let inClass = false;
  return re2.replace(TOKEN, (token, hex, byte, kind, name, letter, escaped) => {
    if (hex ?? byte) return character(Number.parseInt(hex ?? byte, 16));
    if (kind) return `\\${kind}{${name ?? letter}}`;
    if (escaped) return escape(escaped, inClass, re2);
    if (inClass) {
      inClass = token !== ']';
      return ofClass(token, re2);
    }
    inClass = token.startsWith('[');
    if (inClass) return token.replace(']', '\\]');
    if (token.startsWith('(?') && !SHARED_GROUP.test(token)) throw unshared(token, re2);
    return ANCHORS[token] ?? token.replace('(?P<', '(?<');
  });
}

const character = (code: number): string => String.fromCodePoint(code).replace(/[^\p{L}\p{N}]/u, '\\$&');

function escape(letter: string, inClass: boolean, pattern: string): string {
  const range = RANGES[letter.toLowerCase()];
  if (range) {
    if (letter !== letter.toLowerCase()) return `[^${range}]`;
    return inClass ? range : `[${range}]`;
  }
  const edge = EDGES[letter];
  if (edge && !inClass) return edge;
  if (letter === 'v') return '\\x0b';
  if (/[A-Za-z0-9]/.test(letter) && !'aftnrAz'.includes(letter)) throw unshared(`\\${letter}`, pattern);
  return `\\${letter}`;
}

/** Joni nests and intersects classes; to RE2 `[` and `&` are characters there, but for its names of classes. */
function ofClass(token: string, pattern: string): string {
  if (token === '[' && CLASS_NAME.test(pattern)) throw unshared('[:', pattern);
  return token === ']' ? token : token.replace(/[[&]/g, '\\$&');
}

const unshared = (part: string, pattern: string): Error =>
  inputProblem({
    where: `pattern ${quoted(pattern)}`,
    what: `${quoted(part)} does not mean the same in Trino`,
    next: 'Write it with classes, groups and repetitions.',
  });
