import type { Engine } from '../engine.ts';
import { literal } from '../sql.ts';
import { itemsOf } from '../vectors.ts';
import type { Judged } from './judged.ts';

/** Rows of one score: those that have the class that it is about, and those that do not. */
export type TakeStep = (score: number, positive: number, negative: number) => void;

interface Wish {
  /** which class is meant: the truth's, of rows that have one, or the class that was said */
  readonly of: 'truth' | 'said';
  readonly order: 'ASC' | 'DESC';
}

/**
 * Every score that the rows have, in order, with the number of its rows. The engine sorts, on its disk where the memory is
 * too small; here nothing is kept. Rows in which the model said no class do not count.
 */
export async function eachStep(
  engine: Engine,
  { relation, positive, name }: Judged,
  { of, order }: Wish,
  take: TakeStep,
): Promise<void> {
  if (positive === null) return;
  let [score, hits, others] = [Number.NaN, 0, 0];
  const end = (): void => {
    if (hits + others > 0) take(score, hits, others);
  };
  const sql =
    `SELECT score, CAST(${of} = ${literal(positive)} AS INTEGER) AS hit FROM ${relation} ` +
    `WHERE said IS NOT NULL AND ${of} IS NOT NULL AND isfinite(score) ORDER BY score ${order}`;
  for await (const chunk of engine.chunks(sql, name)) {
    const scores = itemsOf(chunk.getColumnVector(0), Float64Array) ?? (chunk.getColumnValues(0) as number[]);
    const isHit = itemsOf(chunk.getColumnVector(1), Int32Array) ?? (chunk.getColumnValues(1) as number[]);
    for (let row = 0; row < chunk.rowCount; row++) {
      if (scores[row] !== score) {
        end();
        [score, hits, others] = [scores[row] as number, 0, 0];
      }
      if (isHit[row] === 1) hits++;
      else others++;
    }
  }
  end();
}
