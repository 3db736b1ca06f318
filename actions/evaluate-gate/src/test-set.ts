import { createHash } from 'node:crypto';
import { canonical } from '@ml-actions/core/json/canonical';
import { sha256 } from '@ml-actions/core/json/digest';
import type { TrainPredicate } from '@ml-actions/core/record/predicate/train';
import { labelOf, type Predictions } from '@ml-actions/metrics/predictions';

/** The frozen algorithm below. Another algorithm gets another tag: ledgers and baselines are keyed by the whole text. */
export const TEST_SET_TAG = 'ts1:';

const WORD_BITS = 64n;
const WORD_BYTES = 8;
const WORDS = 4;
const MODULUS = 1n << (WORD_BITS * BigInt(WORDS));
const SUM_DIGITS = 64;

/**
 * The identity of a test set as predictions show it: which rows, and what is true of each. Scores do not count, so two
 * models scored on the same rows have the same test set, in any order and file format.
 *
 * `ts1`, frozen:
 * 1. A row's id is its text; without ids it is the row's place, counted from 0, so that the order counts then.
 * 2. A row's truth is the label as `labelOf` spells it: 1, "1" and "1.0" are one, so are "True" and "true".
 * 3. A row's text: `<UTF-8 bytes of the id>:<id>,<UTF-8 bytes of the truth>:<truth>`.
 * 4. The row's number is the SHA-256 of its text, big endian; the set's is their sum modulo 2^256 (as packages/data's
 *    `fp1`: Bellare and Micciancio's AdHash, 1997, with the row count beside it).
 * 5. `ts1:` + SHA-256 of the JCS of `{ids, rows, sum}`: whether there are ids, how many rows, `sum` as 64 hexadecimal
 *    digits.
 */
export function testSetOf({ ids, truth }: Pick<Predictions, 'ids' | 'truth'>): string {
  const sums = new Array<bigint>(WORDS).fill(0n);
  for (let row = 0; row < truth.length; row++) {
    const digest = createHash('sha256')
      .update(rowText(ids?.[row] ?? String(row), truth[row] ?? ''))
      .digest();
    for (let word = 0; word < WORDS; word++)
      sums[word] = (sums[word] ?? 0n) + digest.readBigUInt64BE(word * WORD_BYTES);
  }
  const sum = sums.reduce((total, word) => (total << WORD_BITS) + word, 0n) % MODULUS;
  const content = { ids: ids !== null, rows: truth.length, sum: sum.toString(16).padStart(SUM_DIGITS, '0') };
  return TEST_SET_TAG + sha256(canonical(content));
}

function rowText(id: string, truth: string | number): string {
  const label = labelOf(truth);
  return `${Buffer.byteLength(id)}:${id},${Buffer.byteLength(label)}:${label}`;
}

/** Without predictions: the files that train was given as `test`, where it was told. */
export function testFilesOf(training: TrainPredicate | undefined): string | undefined {
  const test = training?.data.find(({ name }) => name === 'test');
  return test && `sha256:${test.sha256}`;
}

/** Whether two fingerprints were made the same way, so that a difference means different rows. */
export const isSameKind = (a: string, b: string): boolean => a.split(':')[0] === b.split(':')[0];
