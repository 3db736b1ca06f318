import type { Engine } from './engine.ts';
import type { Source, SourceColumn } from './source.ts';
import { columnSql, literal } from './sql.ts';
import { type LogicalType, nativeType, textOf } from './typing.ts';

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
const CASTS: Partial<Record<LogicalType, string>> = { date: 'DATE', timestamp: 'TIMESTAMPTZ', number: 'DOUBLE' };

/**
 * The logical type of every column: from the schema in Parquet, from all values in CSV and JSON (one scan).
 * A column is of a type only if every present value is; integers among numbers make numbers; all missing: string.
 */
export async function inferTypes(engine: Engine, source: Source): Promise<Map<string, InferredType>> {
  const native = source.columns.map(({ name, type }) => [name, nativeType(type) ?? `other:${type}`] as const);
  if (source.format === 'parquet') return new Map(native);
  const codes = source.columns.map((column, at) => {
    const code = column.type === 'json' ? jsonCode(column) : textCode(column);
    return `min(${code}) AS lo${at}, max(${code}) AS hi${at}`;
  });
  const row = await engine.row(`SELECT ${codes.join(', ')} FROM ${source.relation}`, source.name);
  return new Map(source.columns.map(({ name }, at) => [name, decide(row[`lo${at}`], row[`hi${at}`])]));
}

const STRING_CODE = WRITTEN.length;
const NESTED_CODE = STRING_CODE + 1;

function textCode(column: SourceColumn): string {
  const text = textOf(column);
  const cases = WRITTEN.map(([type, form], code) => {
    const cast = CASTS[type] ? ` AND TRY_CAST(${text} AS ${CASTS[type]}) IS NOT NULL` : '';
    return `WHEN regexp_full_match(${text}, ${literal(form)})${cast} THEN ${code}`;
  });
  return `CASE WHEN ${text} IS NULL THEN NULL ${cases.join(' ')} ELSE ${STRING_CODE} END`;
}

function jsonCode(column: SourceColumn): string {
  const code = (type: LogicalType): number => WRITTEN.findIndex(([each]) => each === type);
  const kinds = [
    `WHEN 'BIGINT' THEN ${code('integer')} WHEN 'UBIGINT' THEN ${code('integer')}`,
    `WHEN 'DOUBLE' THEN ${code('number')} WHEN 'BOOLEAN' THEN ${code('boolean')} WHEN 'VARCHAR' THEN ${STRING_CODE}`,
  ];
  const name = columnSql(column);
  return `CASE WHEN ${name} IS NULL THEN NULL ELSE CASE json_type(${name}) ${kinds.join(' ')} ELSE ${NESTED_CODE} END END`;
}

function decide(low: unknown, high: unknown): InferredType {
  if (low === null || low === undefined) return 'string';
  const [lo, hi] = [Number(low), Number(high)];
  if (hi === NESTED_CODE) return 'other:JSON';
  if (hi === 1 && lo === 0) return 'number';
  return (lo === hi && WRITTEN[lo]?.[0]) || 'string';
}
