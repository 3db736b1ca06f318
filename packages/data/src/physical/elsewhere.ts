import { type PhysicalType, sizesOf } from './type.ts';

const TEXT = ['VARCHAR'];
/** In order of their room. */
const INTEGERS = ['TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT'];
const wider = (name: string): readonly string[] => [...INTEGERS.slice(INTEGERS.indexOf(name) + 1), 'DECIMAL'];

/**
 * Names that systems use for several types, or whose values files keep as others: INTEGER is INT64 in BigQuery and
 * NUMBER(38,0) in Snowflake, FLOAT has eight bytes in PostgreSQL, DATE a time in Oracle, TIMESTAMP a zone in Spark and
 * BigQuery, TINYINT no sign in SQL Server, BOOLEAN is TINYINT(1) in MySQL, and Parquet has no CHAR; pandas knows neither
 * decimals nor, in UTC, zones.
 */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  TINYINT: ['UTINYINT', 'BOOLEAN', ...wider('TINYINT')],
  BYTEINT: wider('TINYINT'),
  SMALLINT: wider('SMALLINT'),
  INT: wider('INTEGER'),
  INTEGER: wider('INTEGER'),
  BIGINT: wider('BIGINT'),
  LONG: TEXT,
  FLOAT: ['DOUBLE'],
  REAL: ['DOUBLE'],
  NUMBER: ['DOUBLE'],
  NUMERIC: ['DOUBLE'],
  DECIMAL: ['DOUBLE'],
  BOOL: ['TINYINT'],
  BOOLEAN: ['TINYINT'],
  DATE: ['TIMESTAMP'],
  TIMESTAMP: ['TIMESTAMP WITH TIME ZONE'],
  TIMESTAMPTZ: ['TIMESTAMP'],
  TIMESTAMP_TZ: ['TIMESTAMP'],
  TIMESTAMP_LTZ: ['TIMESTAMP'],
  'TIMESTAMP WITH TIME ZONE': ['TIMESTAMP'],
  DATETIMEOFFSET: ['TIMESTAMP'],
  CHAR: TEXT,
  CHARACTER: TEXT,
  NCHAR: TEXT,
  BPCHAR: TEXT,
  UUID: ['VARCHAR', 'BLOB'],
  JSON: TEXT,
  JSONB: TEXT,
  INTERVAL: TEXT,
};

/** Whether a type by the name of another system may be stored as this one without being it to the letter. */
export function mayBecome(foreign: PhysicalType, stored: PhysicalType): boolean {
  const { name, said, sizes } = foreign;
  const isWhole = name === 'DECIMAL' && (sizes[1] ?? 0) === 0;
  if (isWhole && INTEGERS.includes(stored.name)) return true; // Snowflake unloads them as what they fit into
  if (name === stored.name) return name.startsWith('TIME') && sizes.length > 0 && sizes[0] !== sizesOf(stored)[0];
  return ELSEWHERE[said]?.includes(stored.name) === true;
}
