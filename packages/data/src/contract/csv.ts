import { isSeq } from 'yaml';
import type { CsvOptions } from '../dialect/csv.ts';
import { type Reading, type Spot, shown, unknownKey } from './reading.ts';
import { readBoolean, readText } from './value.ts';
import { oneOf } from './words.ts';

/**
 * `read: { csv: { delimiter: ",", null: ["", "NA"], header: false, blank_lines: skip, skip_initial_space: true } }`.
 *
 * @param columns of the contract, which name those of a file without a header, and one whose name holds delimiters
 */
export function csvOf(reading: Reading, spot: Spot | undefined, columns: readonly string[]): CsvOptions {
  if (!spot) return {};
  const read = reading.entries(spot);
  for (const [key, at] of read) if (key !== 'csv') unknownKey(reading, at, key, ['csv']);
  const csv = read.get('csv');
  return csv ? csvOptions(reading, reading.entries(csv), columns) : {};
}

export const CSV_KEYS = ['delimiter', 'header', 'null', 'blank_lines', 'skip_initial_space'];
export const BLANK_LINES = ['refuse', 'skip'] as const;

const ONE_OF_ASCII = /^\p{ASCII}$/u;
const NO_DELIMITER = /["\r\n\0]/;

function csvOptions(reading: Reading, keys: ReadonlyMap<string, Spot>, columns: readonly string[]): CsvOptions {
  for (const [key, spot] of keys) if (!CSV_KEYS.includes(key)) unknownKey(reading, spot, key, CSV_KEYS);
  const [delimiter, header, nulls, blank, spaces] = CSV_KEYS.map((key) => keys.get(key));
  const hasHeader = !header || readBoolean(reading, header) !== false;
  if (header && !hasHeader && columns.length === 0)
    reading.report(header, {
      what: 'a file without a header needs `columns`',
      expected: 'all of them, in their order',
    });
  const mark = delimiter && readText(reading, delimiter);
  if (delimiter && mark !== undefined && !ONE_OF_ASCII.test(mark))
    reading.report(delimiter, { what: 'delimiter must be one character of ASCII', got: shown(mark) });
  else if (delimiter && mark !== undefined && NO_DELIMITER.test(mark))
    reading.report(delimiter, { what: 'delimiter must not be what quotes values or ends lines', got: shown(mark) });
  const texts = nulls && (isSeq(nulls.node) ? reading.items(nulls) : [nulls]).map((each) => reading.scalar(each));
  if (nulls && texts?.some((text) => typeof text !== 'string'))
    reading.report(nulls, { what: 'null must list texts', expected: 'such as ["", "NA"]' });
  const blankLines = blank && oneOf(BLANK_LINES)(reading, blank);
  const skipInitialSpace = spaces !== undefined && readBoolean(reading, spaces) === true;
  if (spaces && skipInitialSpace && mark === ' ')
    reading.report(spaces, { what: 'a delimiter that is a space leaves no space to skip' });
  return {
    ...(mark && { delimiter: mark }),
    ...(mark && hasHeader && columns.length > 0 && { known: columns }),
    ...(texts && { nulls: texts.map(String) }),
    ...(!hasHeader && { names: columns }),
    ...(blankLines && { blankLines }),
    ...(skipInitialSpace && { skipInitialSpace }),
  };
}
