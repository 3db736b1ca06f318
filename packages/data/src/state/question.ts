import { canonical } from '@ml-actions/core/json/canonical';
import { sha256 } from '@ml-actions/core/json/digest';
import type { Situation } from '../block.ts';
import { equalText } from '../equal-text.ts';
import type { Findings, Look } from '../look.ts';
import { rowHash, type Sample, sampleHash } from '../sample.ts';
import type { Source, SourceColumn } from '../source.ts';
import type { Sql } from '../sql/dialect.ts';
import { columnSql, hashSql } from '../sql.ts';

/** One number of a part: an aggregate over a relation. */
export interface NumberQuestion {
  readonly id: string;
  readonly relation: Sql;
  readonly expression: Sql;
}

/** A table with numbers `n` that add: a distribution, or what a block finds. */
export interface TableQuestion {
  readonly id: string;
  /** all that the answer depends on beside the rows */
  readonly text: string;
  readonly answer: (asking: Pick<Situation, 'engine' | 'files'>) => Promise<Findings>;
  /** files that are none of the part's may change it */
  readonly isBeyondRows?: true;
}

/** The distribution of some columns of a part: each combination of their values, with the number of its rows. */
export interface DistributionQuestion extends TableQuestion {
  /** what the table holds, as the rules will read it; its columns are `v0`, `v1` ... and `n` */
  readonly columns: readonly SourceColumn[];
}

/** Everything that is asked of a part. */
export interface Questions {
  readonly numbers: readonly NumberQuestion[];
  readonly tables: readonly TableQuestion[];
}

/** Enough hexadecimal digits that two questions never meet. */
const ID_DIGITS = 32;

/** A question is its SQL: what is asked otherwise tomorrow has another id, and finds no answer of today. */
const idOf = (...sql: readonly Sql[]): string => sha256(sql.join('\0')).slice(0, ID_DIGITS);

export const numberOf = (relation: Sql, expression: Sql): NumberQuestion => ({
  id: idOf(relation, expression),
  relation,
  expression,
});

/** The question of the sum of the rows' numbers, by the text that is hashed of each. */
export const sumId = (rowText: Sql): string => idOf('sum', rowText);

/** The distribution of the columns' values, and of the hash of others. */
export function valuesOf(
  relation: Sql,
  columns: readonly SourceColumn[],
  sample: Sample | null = null,
): DistributionQuestion {
  const stored = columns.map(({ name, type }): SourceColumn => ({ name, type }));
  if (!sample) return tableOf(relation, columns.map(storable), stored);
  const hash: SourceColumn = { name: '', type: HASH, isSample: true }; // only the whole can name it
  return tableOf(relation, [...columns.map(storable), sampleHash(sample)], [...stored, hash]);
}

/** JSON is kept as its text. */
const storable = (column: SourceColumn): Sql =>
  column.type === 'json' ? `CAST(${columnSql(column)} AS VARCHAR)` : columnSql(column);

/** The type of a hash in the table. */
const HASH = 'BLOB';

/** The distribution of the columns' hashes, each of its own: which values are equal, and which are missing. */
export const hashesOf = (relation: Sql, columns: readonly SourceColumn[]): DistributionQuestion =>
  tableOf(
    relation,
    columns.map((column) => hashSql(equalText(column))),
    columns.map(({ name }) => ({ name, type: HASH })),
  );

/** The distribution of whole rows: a missing value is one that is not there. */
export const rowHashesOf = ({ relation, columns }: Source): DistributionQuestion =>
  tableOf(relation, [rowHash(columns, equalText)], [{ name: 'row', type: HASH }]);

function tableOf(relation: Sql, values: readonly Sql[], columns: readonly SourceColumn[]): DistributionQuestion {
  const select = [...values.map((value, at) => `${value} AS v${at}`), 'count(*) AS n'].join(', ');
  const sql = `SELECT ${select} FROM ${relation} GROUP BY ALL`;
  return { id: idOf(sql), text: sql, answer: async () => ({ sql }), columns };
}

/** What a block finds in the rows of a source. */
export function findingsOf(look: Look, source: Source, meaning: Situation['meaning']): TableQuestion {
  const columns = source.columns.map(({ name, type }) => [name, type]);
  const text = canonical([look.asked, source.relation, columns, [...meaning.personal].sort()]);
  return {
    id: idOf('findings', text),
    text,
    answer: async ({ engine, files }) => {
      const { sql, ...found } = await look.find({ engine, files, meaning }, source, true);
      return { ...found, sql: `SELECT * EXCLUDE (n), CAST(sum(n) AS BIGINT) AS n FROM (${sql}) GROUP BY ALL` };
    },
    ...(look.isBeyondRows && { isBeyondRows: true }),
  };
}
