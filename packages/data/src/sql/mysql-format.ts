import { inputProblem } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';

/** What `date_parse` calls the specifiers of strptime (Trino: MySQL date functions; `man strptime`). */
const SPECIFIERS: Readonly<Record<string, string>> = {
  Y: 'Y',
  y: 'y',
  m: 'm',
  d: 'd',
  H: 'H',
  I: 'I',
  M: 'i',
  S: 's',
  p: 'p',
  b: 'b',
  B: 'M',
  j: 'j',
  '%': '%',
};

/**
 * A format of strptime as Trino's `date_parse` reads it, which lets any leading zero be left out.
 * @throws InputError for a specifier that it has not
 */
export const mysqlFormat = (strptime: string): string =>
  strptime.replace(/%-?(.?)/gs, (whole, letter: string) => {
    const specifier = SPECIFIERS[letter];
    if (specifier !== undefined) return `%${specifier}`;
    throw inputProblem({ where: `date_format ${quoted(strptime)}`, what: `Trino reads no ${quoted(whole)} in a date` });
  });
