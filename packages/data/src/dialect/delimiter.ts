import { inputProblem } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import { parse } from 'csv-parse/sync';
import type { Head } from '../head.ts';

/** The head of a file, and how the user names it. */
export interface NamedHead extends Head {
  readonly path: string;
  /** as in the dialect */
  readonly skipInitialSpace: boolean;
}

const CANDIDATES = [',', '\t', ';', '|'] as const;
/** Rows looked at to tell delimiters apart; every later row is proven to have the same width. */
const LOOKED_AT = 100;

/**
 * The delimiter that the first file shows.
 * @param width columns, where it is known
 * @throws InputError where two split every row alike
 */
export function findDelimiter(head: NamedHead, width: number | undefined, where: string): string {
  const [one, other] = fitting(head, width);
  if (one !== undefined && other !== undefined)
    throw inputProblem({
      where,
      what: `the delimiter of ${quoted(head.path)} cannot be told: two split every row alike`,
      got: `${shown(one)} and ${shown(other)}`,
      next: 'State it in the contract: `read: { csv: { delimiter: ... } }`.',
    });
  return one ?? likeliest(head);
}

/**
 * Proves that nothing speaks for another delimiter than the one a file is read with.
 * @param isOneColumn whether the contract says so of a first row that the delimiter does not split
 * @throws InputError where that splits no header, and another one splits all rows
 */
export function requireDelimiter(
  head: NamedHead,
  delimiter: string,
  isOneColumn: (header: string) => boolean,
  where: string,
): void {
  const [name = '', ...further] = firstRow(head, delimiter);
  const [other] = further.length === 0 && !isOneColumn(name) ? fitting(head) : [];
  if (other === undefined) return;
  throw inputProblem({
    where,
    what: `${quoted(head.path)} is written with another delimiter`,
    got: shown(other),
    expected: shown(delimiter),
    next: 'Correct `read.csv.delimiter`, or name files with another delimiter as data of their own. Where the text is one column, state the delimiter and the column under `columns`.',
  });
}

const shown = (delimiter: string): string => (delimiter === '\t' ? 'tab' : quoted(delimiter));

/** The candidates that split all rows, of which there are some below the first, into as many fields, two or more. */
const fitting = (head: NamedHead, width?: number): string[] =>
  CANDIDATES.filter((delimiter) => {
    const [first, ...rows] = rowsOf(head, delimiter);
    const fields = first?.length ?? 0;
    if (fields < 2 || (width !== undefined && fields !== width)) return false;
    return rows.length > 0 && rows.every((row) => row.length === fields);
  });

/** The candidate that splits the most rows as it splits the first; a comma where there is nothing to split. */
function likeliest(head: NamedHead): string {
  const score = (delimiter: string): number => {
    const [first, ...rows] = rowsOf(head, delimiter);
    const fields = first?.length ?? 0;
    return fields < 2 ? 0 : 1 + rows.filter((row) => row.length === fields).length;
  };
  return CANDIDATES.reduce<string>((best, each) => (score(each) > score(best) ? each : best), ',');
}

/** The first record; none where there is nothing but blank lines. */
export function firstRow(head: NamedHead, delimiter: string): readonly string[] {
  try {
    return parseRows(head, delimiter, 1)[0] ?? [];
  } catch {
    return [];
  }
}

/** Whole records of the head; the first alone where a candidate, being no delimiter, leaves quotes open. */
function rowsOf(head: NamedHead, delimiter: string): readonly (readonly string[])[] {
  if (!head.text.includes(delimiter)) return [];
  try {
    const rows = parseRows(head, delimiter, LOOKED_AT);
    return head.whole || rows.length === LOOKED_AT ? rows : rows.slice(0, -1);
  } catch {
    return [firstRow(head, delimiter)];
  }
}

/** At most `limit` records of a text that may end in the middle of one. */
const parseRows = ({ text, skipInitialSpace }: NamedHead, delimiter: string, limit: number): string[][] =>
  parse(text, {
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    to: limit,
    ltrim: skipInitialSpace,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  });
