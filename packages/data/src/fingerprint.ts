import { canonical } from '@ml-actions/core/json/canonical';
import { fileDigest, sha256 } from '@ml-actions/core/json/digest';
import type { Engine } from './engine.ts';
import { inferTypes, type Likely, likelyTypes } from './infer.ts';
import { rowText, valueTexts } from './row-text.ts';
import type { Source } from './source.ts';
import type { InferredType } from './written.ts';

/** The frozen algorithm below. Another algorithm gets another tag; ledgers and baselines are keyed by the whole text. */
export const FINGERPRINT_TAG = 'fp1:';

/** Rows are added as 256-bit numbers, in four words that SQL can sum without overflow. */
const WORD_BITS = 64n;
const WORDS = 4;
const MODULUS = 1n << (WORD_BITS * BigInt(WORDS));

export interface Fingerprint {
  /** `fp1:` and 64 hexadecimal digits */
  readonly fingerprint: string;
  readonly rows: number;
  /** in the order the fingerprint uses: by name */
  readonly columns: readonly { readonly name: string; readonly type: InferredType }[];
}

/**
 * The identity of a table's content: the same for the same rows in any order, any number of files, any format whose
 * types agree; another one when a value, a type, a column name, or how often a row occurs changes.
 *
 * `fp1`, frozen:
 * 1. Columns are sorted by name (UTF-16 code units); their order in the file does not count.
 * 2. A column's type is that of `inferTypes`; it depends on the data alone, never on a contract.
 * 3. A value's text: string as it is; integer in decimal; number as `{:.16e}` (17 significant digits, `nan`, `inf`,
 *    `-inf`; -0 is 0); boolean `true` or `false`; date `YYYY-MM-DD`; timestamp in microseconds since 1970 UTC (finer
 *    digits are cut, no zone means UTC); nested and binary values as the engine prints them.
 * 4. A row's text: for each column the UTF-8 length in bytes, `:`, the text; `-` when missing; joined by `,`.
 * 5. The row's number is the SHA-256 of its text, big endian; the table's is their sum modulo 2^256, so repeated rows
 *    count as often as they occur (Bellare and Micciancio's AdHash, 1997, with the row count beside it).
 * 6. `fp1:` + SHA-256 of the JCS of `{columns: [[name, type]...], rows, sum}`, `sum` as 64 hexadecimal digits.
 *
 * It tells data sets apart and resists accidents; it is no commitment against an adversary who crafts many rows:
 * `digestFiles` is.
 */
export async function fingerprint(engine: Engine, source: Source): Promise<Fingerprint> {
  const likely = await likelyTypes(engine, source);
  const found = await sumOfRows(engine, source, likely);
  if (found) return fingerprintOf(source, likely.types, found);
  const types = await inferTypes(engine, source); // a row behind the first ones has refuted a type
  return fingerprintOf(source, types, await sumAs(engine, source, types));
}

/** The rows of a table, or of a part of it, and the sum of their numbers; parts add. */
export interface RowSum {
  readonly rows: number;
  readonly sum: bigint;
}

/** The fingerprint of a table whose columns are of these types. */
export function fingerprintOf({ columns }: Pick<Source, 'columns'>, types: Types, { rows, sum }: RowSum): Fingerprint {
  const named = typedColumns(columns, types).map(([{ name }, type]) => ({ name, type }));
  const hex = (sum % MODULUS).toString(16).padStart(64, '0');
  const content = { columns: named.map(({ name, type }) => [name, type]), rows, sum: hex };
  return { fingerprint: FINGERPRINT_TAG + sha256(canonical(content)), rows, columns: named };
}

/** The sum over rows whose columns are known to be of these types. */
export async function sumAs(engine: Engine, source: Source, types: Types): Promise<RowSum> {
  const found = await sumOfRows(engine, source, { types, refuted: new Map() });
  if (!found) throw new Error('types without a doubt were refuted');
  return found;
}

/** SQL of what is hashed of a row, for who asks whether it was asked before. */
export const rowTextAs = ({ columns }: Pick<Source, 'columns'>, types: Types): string =>
  valueTexts(typedColumns(columns, types)).join(', ');

type Types = ReadonlyMap<string, InferredType>;

const typedColumns = (columns: Source['columns'], types: Types) =>
  [...columns]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((column) => [column, types.get(column.name) ?? 'string'] as const);

/** One scan that hashes every row and proves the types; undefined when one of them does not hold. */
async function sumOfRows(engine: Engine, source: Source, { types, refuted }: Likely): Promise<RowSum | undefined> {
  const words = Array.from(
    { length: WORDS },
    (_, at) => `sum(CAST('0x' || substr(h, ${at * 16 + 1}, 16) AS UBIGINT)) AS w${at}`,
  );
  const texts = valueTexts(typedColumns(source.columns, types));
  const doubts = [...refuted.values()].map((sql, at) => `${sql} AS d${at}`);
  const refutes = doubts.map((_, at) => `coalesce(bool_or(d${at}), false)`);
  const values = [...texts.map((text, at) => `${text} AS t${at}`), ...doubts].join(', ');
  const hashed = [`sha256(${rowText(texts.map((_, at) => `t${at}`))}) AS h`, ...doubts.map((_, at) => `d${at}`)];
  const row = await engine.row(
    `SELECT count(*) AS n, ${['false', ...refutes].join(' OR ')} AS refuted, ${words.join(', ')} FROM (SELECT ${hashed.join(', ')} FROM (SELECT ${values} FROM ${source.relation}))`,
    source.name,
  );
  return row.refuted === true ? undefined : { rows: Number(row.n), sum: total(row) };
}

function total(row: Record<string, unknown>): bigint {
  let sum = 0n;
  for (let at = 0; at < WORDS; at++) sum = (sum << WORD_BITS) + BigInt((row[`w${at}`] as bigint | null) ?? 0n);
  return sum % MODULUS;
}

export interface FilesDigest {
  /** `sha256:` over the sorted list of path, size and sha256: any changed byte changes it */
  readonly digest: string;
  readonly files: readonly { readonly path: string; readonly size: number; readonly sha256: string }[];
}

/** The identity of the files as bytes, with their names. */
export async function digestFiles(source: Source): Promise<FilesDigest> {
  const files = await Promise.all(
    source.files.map(async ({ path, real, bytes, sha256 }) => ({
      path,
      ...(sha256 === undefined ? await fileDigest(real) : { size: bytes, sha256 }),
    })),
  );
  return { digest: `sha256:${sha256(canonical(files))}`, files };
}
