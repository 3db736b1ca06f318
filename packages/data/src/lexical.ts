import type { Sql } from './sql/dialect.ts';
import { literal } from './sql.ts';
import type { LogicalType } from './typing.ts';

/** Types that a text has to be written as; a string is one anyway. */
export type WrittenType = Exclude<LogicalType, 'string'>;

/** Hours of a day, and the offset of a zone: none is farther from UTC than 14 hours, and the engine takes any two digits. */
export const HOUR = '([01][0-9]|2[0-3])';
export const OFFSET_HOUR = '(0[0-9]|1[0-4])';
const MINUTE = '[0-5][0-9]';

/** The lexical forms of text files; TRY_CAST alone accepts '1.5' as 2, '0x1F' as 31, 'yes' as true (research 3.5). */
const LEXICAL: Readonly<Record<WrittenType, string>> = {
  integer: '[+-]?[0-9]+',
  number: '[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?|[+-]?([nN][aA][nN]|[iI][nN][fF]([iI][nN][iI][tT][yY])?)',
  boolean: '[tT][rR][uU][eE]|[fF][aA][lL][sS][eE]',
  date: '[0-9]{4}-[0-9]{2}-[0-9]{2}',
  timestamp: `[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]${HOUR}:${MINUTE}(:${MINUTE}(\\.[0-9]{1,9})?)?(Z|[+-]${OFFSET_HOUR}(:?${MINUTE})?)?`,
};

const cast = (text: Sql, type: string): Sql => `TRY_CAST(${text} AS ${type})`;

/** The value of a text that is in the form; NULL where there is none, such as a thirteenth month. */
const VALUE: Readonly<Record<WrittenType, (text: Sql) => Sql>> = {
  integer: (text) => cast(text, 'HUGEINT'),
  number: (text) => cast(text, 'DOUBLE'),
  boolean: (text) => cast(text, 'BOOLEAN'),
  date: (text) => cast(text, 'DATE'),
  timestamp: (text) => moment(text, cast(text, 'TIMESTAMP')),
};

/** A text as a value of the type, NULL where it is not written as that. */
export const strict = (text: Sql, want: WrittenType, precondition: Sql): Sql =>
  `(CASE WHEN ${precondition} AND ${isForm(text, want)} THEN ${VALUE[want](text)} END)`;

const isForm = (text: Sql, want: WrittenType): Sql => `regexp_full_match(${text}, ${literal(LEXICAL[want])})`;

/** What the engine's own cast makes of texts, lax as it is. */
export const laxly = (text: Sql, want: WrittenType): Sql => cast(text, LAX_TYPE[want]);

const LAX_TYPE: Readonly<Record<WrittenType, string>> = {
  integer: 'BIGINT',
  number: 'DOUBLE',
  boolean: 'BOOLEAN',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
};

/** As `strict`, at half of the price of the usual spellings, with what `laxly` makes of the text at hand. */
export function strictly(text: Sql, want: WrittenType, lax: Sql): Sql {
  const { isUsual, value } = USUAL[want](text, lax);
  const other = want === 'timestamp' ? moment(text, lax) : want === 'integer' ? VALUE.integer(text) : lax;
  return `(CASE WHEN ${isUsual} THEN ${value} WHEN ${isForm(text, want)} THEN ${other} END)`;
}

/** A predicate that is cheap, and true of texts in the form only; and their value. */
type Usual = (text: Sql, lax: Sql) => { readonly isUsual: Sql; readonly value: Sql };

/** What the engine prints as it is written is written in the engine's own form, which is ours in these years. */
const isPrinted = (text: Sql, value: Sql): Sql => `CAST(${value} AS VARCHAR) = ${text}`;
const [FIRST_DATE, LAST_DATE] = ["DATE '0001-01-01'", "DATE '9999-12-31'"];
const [FIRST_TIME, END_OF_TIME] = ["TIMESTAMP '1600-01-01'", "TIMESTAMP '10000-01-01'"];

/** Space, and tab to carriage return. */
const WHITE_SPACE = [32, 9, 10, 11, 12, 13];

/** The cast lets white space stand at either end, and a line between digits; a finite number has no letters but its e. */
const isNumber = (text: Sql, value: Sql): Sql =>
  [
    `${text} >= '-' AND ${text} < ':' AND isfinite(${value}) AND NOT contains(${text}, '_')`,
    ...WHITE_SPACE.map((code) => `NOT suffix(${text}, chr(${code}))`),
  ].join(' AND ');

const USUAL: Readonly<Record<WrittenType, Usual>> = {
  integer: (text, lax) => ({ isUsual: isPrinted(text, lax), value: `CAST(${lax} AS HUGEINT)` }),
  number: (text, lax) => ({ isUsual: isNumber(text, lax), value: lax }),
  boolean: (text, lax) => ({ isUsual: `${text} IN ('true', 'false', 'True', 'False', 'TRUE', 'FALSE')`, value: lax }),
  date: (text, lax) => ({
    isUsual: `${lax} >= ${FIRST_DATE} AND ${lax} <= ${LAST_DATE} AND ${isPrinted(text, lax)}`,
    value: lax,
  }),
  timestamp: (text, lax) => ({
    isUsual: `contains(${text}, ' ') AND ${lax} >= ${FIRST_TIME} AND ${lax} < ${END_OF_TIME} AND ${isPrinted(text, lax)}`,
    value: `make_timestamptz(epoch_us(${lax}))`,
  }),
};

/**
 * Bytes of `YYYY-MM-DD hh:mm:ss` and one letter for its zone, which can only be Z. The plain reader of the engine ignores
 * other zones.
 */
const PLAIN_TIME = 20;
/** From here on that reader and the calendar agree (the Gregorian reform was in 1582). */
const PLAIN_YEARS = "'1600'";

/** A text in a form of timestamps as TIMESTAMPTZ, NULL where it is none; the usual form at a third of the price. */
const moment = (text: Sql, lax: Sql): Sql =>
  `CASE WHEN strlen(${text}) <= ${PLAIN_TIME} AND ${text} >= ${PLAIN_YEARS} THEN make_timestamptz(epoch_us(${lax})) ELSE TRY_CAST(${text} AS TIMESTAMPTZ) END`;

/** Its microseconds since 1970 UTC. */
export const microseconds = (text: Sql): Sql => `epoch_us(${VALUE.timestamp(text)})`;
