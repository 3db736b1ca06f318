/** What a name means. */
interface Meant {
  readonly name: string;
  /** sizes that the name itself says */
  readonly sizes?: readonly number[];
  /** the items of a list whose name says them */
  readonly items?: string;
}

/** Names of text in Oracle, MySQL and SQL Server. */
const LONG_TEXTS = ['VARCHAR2', 'NVARCHAR2', 'CLOB', 'TINYTEXT', 'MEDIUMTEXT', 'LONGTEXT', 'NTEXT'];

/** By the name that we use, that of DuckDB: those of SQL, PostgreSQL, Trino, Spark, BigQuery, Snowflake and Arrow. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  TINYINT: ['BYTE', 'BYTEINT'],
  SMALLINT: ['INT2', 'INT16', 'SHORT'],
  INTEGER: ['INT', 'INT4', 'INT32', 'SERIAL'],
  BIGINT: ['INT64', 'LONG', 'BIGSERIAL'],
  HUGEINT: ['INT128'],
  UTINYINT: ['UINT8'],
  USMALLINT: ['UINT16'],
  UINTEGER: ['UINT32'],
  UBIGINT: ['UINT64'],
  UHUGEINT: ['UINT128'],
  FLOAT: ['REAL', 'FLOAT4', 'FLOAT32'],
  DOUBLE: ['DOUBLE PRECISION', 'FLOAT8', 'FLOAT64'],
  DECIMAL: ['NUMERIC', 'NUMBER'],
  VARCHAR: ['STRING', 'TEXT', 'UTF8', 'CHARACTER VARYING', 'NVARCHAR', ...LONG_TEXTS],
  CHAR: ['CHARACTER', 'BPCHAR', 'NCHAR'],
  BOOLEAN: ['BOOL'],
  DATE: ['DATE32'],
  TIME: ['TIME WITHOUT TIME ZONE'],
  'TIME WITH TIME ZONE': ['TIMETZ'],
  TIMESTAMP: ['DATETIME', 'TIMESTAMP WITHOUT TIME ZONE', 'TIMESTAMP_NTZ', 'DATETIME2'],
  'TIMESTAMP WITH TIME ZONE': ['TIMESTAMPTZ', 'TIMESTAMP_TZ', 'TIMESTAMP_LTZ', 'DATETIMEOFFSET'],
  BLOB: ['BYTES', 'BINARY', 'VARBINARY', 'BYTEA', 'BYTE_ARRAY', 'LONGBLOB'],
  UUID: [],
  JSON: ['JSONB'],
  INTERVAL: [],
  LIST: ['ARRAY'],
  STRUCT: ['ROW', 'RECORD'],
  MAP: [],
};

/** Every name that is read. `INT8` is none: it has eight bits in Arrow, and eight bytes in PostgreSQL and DuckDB. */
export const NAMES: ReadonlyMap<string, Meant> = new Map<string, Meant>([
  ...Object.entries(ALIASES).flatMap(([name, others]) => [name, ...others].map((each) => [each, { name }] as const)),
  ['TIMESTAMP_S', { name: 'TIMESTAMP', sizes: [0] }],
  ['TIMESTAMP_MS', { name: 'TIMESTAMP', sizes: [3] }],
  ['TIMESTAMP_NS', { name: 'TIMESTAMP', sizes: [9] }],
  ['VECTOR', { name: 'LIST', items: 'FLOAT' }],
]);
