import type { Engine } from '../engine.ts';
import type { Pair } from './block.ts';
import { hashOf, type Samples } from './samples.ts';

/**
 * Rows of the test input that occur in the training input, exactly: equal hashes make suspects, and only these are read
 * again and compared value by value. A missing value equals a missing value.
 *
 * @param column the column of hashes in the tables of samples, `h` with the label or `i` without
 * @param hash the hash that filled it
 */
export async function sharedRows(
  engine: Engine,
  pair: Pair,
  samples: Samples,
  column: 'h' | 'i',
  hash: (values: readonly string[]) => string = hashOf,
): Promise<{ failing: number; of: number }> {
  const suspects = `${samples.test}_suspects`;
  const isInTrain = `${column} IN (SELECT ${column} FROM ${samples.train})`;
  await engine.rows(
    `CREATE TEMP TABLE ${suspects} AS SELECT DISTINCT ${column} AS h FROM ${samples.test} WHERE ${isInTrain}`,
  );
  try {
    const { n, of } = await engine.row(
      `SELECT (SELECT count(*) FROM ${suspects}) AS n, (SELECT count(*) FROM ${samples.test}) AS of`,
    );
    const failing = Number(n) === 0 ? 0 : await confirmed(engine, pair, samples, suspects, column, hash);
    return { failing, of: Number(of) };
  } finally {
    await engine.rows(`DROP TABLE ${suspects}`);
  }
}

async function confirmed(
  engine: Engine,
  pair: Pair,
  samples: Samples,
  suspects: string,
  column: 'h' | 'i',
  hash: (values: readonly string[]) => string,
): Promise<number> {
  const side = (name: 'train' | 'test'): string => {
    const values = samples.values(name, column === 'h');
    const select = values.map((value, at) => `${value} AS v${at}`).join(', ');
    return `(SELECT ${select} FROM ${pair[name].relation} WHERE ${hash(values)} IN (SELECT h FROM ${suspects}))`;
  };
  const equal = samples.values('test', column === 'h').map((_, at) => `test.v${at} IS NOT DISTINCT FROM train.v${at}`);
  const row = await engine.row(
    `SELECT count(*) AS n FROM ${side('test')} AS test SEMI JOIN ${side('train')} AS train ON ${equal.join(' AND ')}`,
    pair.name,
  );
  return Number(row.n);
}
