import { canonical } from '@ml-actions/core/json/canonical';
import { sha256 } from '@ml-actions/core/json/digest';
import type { SourceColumn, Table } from '../source.ts';
import { logicalType } from '../sql/trino.ts';
import { columnSql } from '../sql.ts';
import type { TrinoEngine } from './engine.ts';

/** The frozen algorithm below; `fp1` is the one for files. */
export const TABLE_FINGERPRINT_TAG = 'fpt1:';

/** Rows are added as 256-bit numbers, in eight words that decimals sum without overflow. */
const WORD_BITS = 32n;
const WORDS = 8;
const MODULUS = 1n << (WORD_BITS * BigInt(WORDS));
/** Trino's functions take at most 127 arguments. */
const MOST_ARGUMENTS = 100;

export interface TableFingerprint {
  /** `fpt1:` and 64 hexadecimal digits */
  readonly fingerprint: string;
  readonly rows: number;
}

/**
 * The identity of a table's content, computed where the table is by one scan of all its columns: the same for the same
 * rows in any order, another one when a value, a type, a column's name, or how often a row occurs changes.
 *
 * `fpt1`, frozen: as `fp1` of files (`fingerprint.ts`), but for what Trino writes in its own way. A column's type is
 * Trino's; a value's text is Trino's VARCHAR of it, of numbers with a fraction the IEEE 754 bits in hexadecimal (-0 is 0),
 * of times their nanoseconds in UTC, of nested values their JSON, of bytes their hexadecimal digits. So the same rows in a
 * file have another fingerprint.
 */
export async function fingerprintTable(
  engine: TrinoEngine,
  { columns, relation, name }: Table,
): Promise<TableFingerprint> {
  const sorted = [...columns].sort((a, b) => (a.name < b.name ? -1 : 1));
  const texts = sorted.map((column) => {
    const text = canonicalText(column);
    return `coalesce(CAST(length(to_utf8(${text})) AS VARCHAR) || ':' || ${text}, '-')`;
  });
  const words = Array.from(
    { length: WORDS },
    (_, at) => `sum(CAST(from_base(substr(h, ${at * 8 + 1}, 8), 16) AS DECIMAL(38, 0))) AS w${at}`,
  );
  const row = await engine.row(
    `SELECT count(*) AS n, ${words.join(', ')} FROM (SELECT to_hex(sha256(to_utf8(${joined(texts)}))) AS h FROM ${relation})`,
    name,
  );
  const rows = Number(row.n);
  const content = { columns: sorted.map((column) => [column.name, column.type]), rows, sum: total(row) };
  return { fingerprint: TABLE_FINGERPRINT_TAG + sha256(canonical(content)), rows };
}

function joined(texts: readonly string[]): string {
  const groups = Array.from({ length: Math.ceil(texts.length / MOST_ARGUMENTS) }, (_, at) =>
    texts.slice(at * MOST_ARGUMENTS, (at + 1) * MOST_ARGUMENTS),
  );
  return `concat_ws(',', ${groups.map((group) => `concat_ws(',', ${group.join(', ')})`).join(', ')})`;
}

function total(row: Record<string, unknown>): string {
  let sum = 0n;
  for (let at = 0; at < WORDS; at++) sum = (sum << WORD_BITS) + BigInt((row[`w${at}`] as string | null) ?? 0);
  return (sum % MODULUS).toString(16).padStart(64, '0');
}

function canonicalText(column: SourceColumn): string {
  const own = columnSql(column);
  if (column.type === 'double' || column.type === 'real')
    return `to_hex(to_ieee754_64(CAST(${own} AS DOUBLE) + DOUBLE '0'))`;
  if (logicalType(column.type) === 'timestamp')
    return `CAST(CAST(${own} AS TIMESTAMP(9) WITH TIME ZONE) AT TIME ZONE 'UTC' AS VARCHAR)`;
  if (column.type === 'varbinary') return `to_hex(${own})`;
  if (/^(array|map|row)\(/.test(column.type)) return `json_format(CAST(${own} AS JSON))`;
  return column.type === 'json' ? `json_format(${own})` : `CAST(${own} AS VARCHAR)`;
}
