import { strict } from './lexical.ts';
import type { SourceColumn } from './source.ts';
import { columnSql } from './sql.ts';
import { textOf, typed } from './typing.ts';

/** Longer texts are identifiers, or numbers with all their digits, which one writer spells in one way. */
const longestNumber = 15;
export const ZERO = 'CAST(0 AS DOUBLE)';

/**
 * SQL of the number that a text is; NULL where it is none. What a contract does not call a number is none with a leading
 * zero or a plus: 07 is a code, and no writer of numbers writes it.
 */
export function writtenNumber(column: SourceColumn): string {
  const text = textOf(column);
  const isNumber = column.means === 'integer' || column.means === 'number';
  const isShort = `strlen(${text}) <= ${longestNumber}`;
  const isOne = isNumber ? isShort : `${isShort} AND NOT (${CODES.map(between(text)).join(' OR ')})`;
  return `(CASE WHEN ${isOne} THEN TRY_CAST(${text} AS DOUBLE) + ${ZERO} END)`;
}

/** Texts that begin with a zero and a digit, with a minus before them too, or with a plus: the first, and what follows the last. */
const CODES = [
  ['00', '0:'],
  ['-00', '-0:'],
  ['+', ','],
] as const;

const between =
  (text: string) =>
  ([first, behind]: (typeof CODES)[number]): string =>
    `(${text} >= '${first}' AND ${text} < '${behind}')`;

/**
 * SQL of a text that is equal where the values are: 0 and -0 are one number, and so are 1, 01 and 1.0 that mean numbers; an
 * instant is one in every zone, if it is known to be one.
 */
export function equalText(column: SourceColumn): string {
  const { means } = column;
  if (means === 'integer' || means === 'boolean')
    return `coalesce(CAST(${typed(column, means).value} AS VARCHAR), ${textOf(column)})`;
  if (means === 'number') return writtenText(column);
  if (means === 'timestamp') return instantText(column);
  const isFloat = column.type === 'FLOAT' || column.type === 'DOUBLE';
  return isFloat ? `CAST(CAST(${columnSql(column)} AS DOUBLE) + ${ZERO} AS VARCHAR)` : textOf(column);
}

/** Characters of a time without zone that has digits for every microsecond: the engine's types hold no more. */
const MICROSECOND_LENGTH = 'YYYY-MM-DD hh:mm:ss.ffffff'.length;

/** Microseconds of an instant, and the digits behind them; what is no time is itself. */
function instantText(column: SourceColumn): string {
  const text = textOf(column);
  const beyond = `rtrim(regexp_extract(${text}, '[.][0-9]{6}([0-9]+)', 1), '0')`;
  const digits = `CASE WHEN strlen(${text}) > ${MICROSECOND_LENGTH} THEN ${beyond} ELSE '' END`;
  return `coalesce('t' || CAST(epoch_us(${typed(column, 'timestamp').value}) AS VARCHAR) || '.' || ${digits}, 'x' || ${text})`;
}

/** SQL of a text that is equal where two columns of one type and format compare as equal. */
export function writtenText(column: SourceColumn): string {
  const isText = column.type === 'text' || column.type === 'json';
  if (!isText || column.means === 'string') return equalText(column);
  if (column.means === 'integer') return integerText(column);
  return `coalesce('n' || CAST(${writtenNumber(column)} AS VARCHAR), 't' || ${textOf(column)})`;
}

/** With all its digits, however many; a point and zeros are what writers add in columns with missing values. */
function integerText(column: SourceColumn): string {
  const text = textOf(column);
  const whole = `regexp_replace(${text}, '^([+-]?[0-9]+)[.]0+$', '\\1')`;
  return `coalesce(CAST(${strict(whole, 'integer', 'true')} AS VARCHAR), 't' || ${text})`;
}
