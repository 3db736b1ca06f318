const TWO_DIGITS = '[0-9]{2}';
const TWELVE = '(0[1-9]|1[0-2])';
const NAME = '[A-Za-z]+';

/**
 * How strftime writes what each directive stands for (POSIX strftime, Python's datetime). Whether it exists, such as the
 * thirtieth of February or a month of that name, is for strptime to say.
 */
const FORMS: Readonly<Record<string, string>> = {
  Y: '[0-9]{4}',
  y: TWO_DIGITS,
  m: TWELVE,
  d: '(0[1-9]|[12][0-9]|3[01])',
  H: '([01][0-9]|2[0-3])',
  I: TWELVE,
  M: '[0-5][0-9]',
  S: '[0-5][0-9]',
  f: '[0-9]{1,6}',
  j: '[0-9]{3}',
  p: '[AaPp][Mm]',
  a: NAME,
  A: NAME,
  b: NAME,
  B: NAME,
  z: '[+-][0-9]{2}(:?[0-9]{2})?',
  Z: '[A-Za-z0-9_+:/-]+',
  '%': '%',
};

/** Numbers whose leading zeros `%-d` lets be left out. */
const PADDED = 'ymdHIMSj';
const UNPADDED = { j: '[0-9]{1,3}', other: '[0-9]{1,2}' };

/** A directive, or what a pattern would read otherwise than as itself. */
const TOKEN = /%(-?)(.?)|[\\^$.*+?()[\]{}|]/gsu;

/** The first directive of a format of strptime that is not read here; undefined where all are. */
export function unreadDirective(format: string): string | undefined {
  const directives = [...format.matchAll(TOKEN)].filter(([token]) => token.startsWith('%'));
  return directives.find(([, minus, letter]) => formOf(minus, letter) === undefined)?.[0];
}

/**
 * The pattern of texts that a format of strptime writes, with all their digits and nothing else: the readers of engines
 * let leading zeros be left out, and blanks stand at either end.
 */
export const dateForm = (format: string): string =>
  format.replace(TOKEN, (token, minus?: string, letter?: string) =>
    token.startsWith('%') ? (formOf(minus, letter) ?? '') : `\\${token}`,
  );

function formOf(minus = '', letter = ''): string | undefined {
  if (minus === '') return Object.hasOwn(FORMS, letter) ? FORMS[letter] : undefined;
  if (letter === '' || !PADDED.includes(letter)) return undefined;
  return letter === 'j' ? UNPADDED.j : UNPADDED.other;
}

/** The same format with leading zeros that may be left out, as strptime itself has them (POSIX; Python). */
export const unpadded = (format: string): string =>
  format.replace(/%(.)/gsu, (directive, letter: string) => ('mdHIMSj'.includes(letter) ? `%-${letter}` : directive));
