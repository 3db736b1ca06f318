import { microseconds } from './lexical.ts';
import type { SourceColumn } from './source.ts';
import type { Sql } from './sql/dialect.ts';
import { columnSql, literal } from './sql.ts';
import { type LogicalType, textOf } from './typing.ts';

/** A logical type, or the engine's own name of a nested or binary one. */
export type InferredType = LogicalType | `other:${string}`;

/**
 * Forms that a writer of that type produces. Narrower than what a contract accepts: `007`, `+7` and `1_000` stay
 * strings, because they are identifiers more often than numbers. At most 18 digits: beyond, 64-bit readers disagree.
 */
const WRITTEN: readonly (readonly [LogicalType, string])[] = [
  ['integer', '-?(0|[1-9][0-9]{0,17})'],
  ['number', '-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?|[nN]a[nN]|-?[iI]nf(inity)?'],
  ['boolean', 'true|false|True|False|TRUE|FALSE'],
  ['date', '[0-9]{4}-[0-9]{2}-[0-9]{2}'],
  [
    'timestamp',
    '[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?(Z|[+-][0-9]{2}(:?[0-9]{2})?)?',
  ],
];

/** What a form alone does not prove: a thirteenth month, a number beyond every double. */
const CASTS: Partial<Record<LogicalType, (text: Sql) => Sql>> = {
  date: (text) => `TRY_CAST(${text} AS DATE)`,
  timestamp: microseconds,
  number: (text) => `TRY_CAST(${text} AS DOUBLE)`,
};

const STRING_CODE = WRITTEN.length;
const NESTED_CODE = STRING_CODE + 1;

function isWritten(text: Sql, [type, form]: (typeof WRITTEN)[number]): Sql {
  const cast = CASTS[type]?.(text);
  return `regexp_full_match(${text}, ${literal(form)})${cast ? ` AND ${cast} IS NOT NULL` : ''}`;
}

/** True where a value of a column of text is not written as a type; null: every text is one. */
export function notWritten(column: SourceColumn, type: InferredType): Sql | null {
  const form = WRITTEN.find(([each]) => each === type);
  return form ? `NOT (${isWritten(textOf(column), form)})` : null;
}

/** A number for the type of each value, NULL where there is none; a column is `decide`d by the least and the greatest. */
export function typeCode(column: SourceColumn): Sql {
  if (column.type === 'json') return jsonCode(column);
  const text = textOf(column);
  const cases = WRITTEN.map((form, code) => `WHEN ${isWritten(text, form)} THEN ${code}`);
  return `CASE WHEN ${text} IS NULL THEN NULL ${cases.join(' ')} ELSE ${STRING_CODE} END`;
}

function jsonCode(column: SourceColumn): Sql {
  const code = (type: LogicalType): number => WRITTEN.findIndex(([each]) => each === type);
  const kinds = [
    `WHEN 'BIGINT' THEN ${code('integer')} WHEN 'UBIGINT' THEN ${code('integer')}`,
    `WHEN 'DOUBLE' THEN ${code('number')} WHEN 'BOOLEAN' THEN ${code('boolean')} WHEN 'VARCHAR' THEN ${STRING_CODE}`,
  ];
  const name = columnSql(column);
  return `CASE WHEN ${name} IS NULL THEN NULL ELSE CASE json_type(${name}) ${kinds.join(' ')} ELSE ${NESTED_CODE} END END`;
}

/** The type of a column by the codes of its values; undefined where all are missing. */
export function decide(low: unknown, high: unknown): InferredType | undefined {
  if (low === null || low === undefined) return undefined;
  const [lo, hi] = [Number(low), Number(high)];
  if (hi === NESTED_CODE) return 'other:JSON';
  if (hi === 1 && lo === 0) return 'number';
  return (lo === hi && WRITTEN[lo]?.[0]) || 'string';
}
