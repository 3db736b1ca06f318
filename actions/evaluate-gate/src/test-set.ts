import { hash } from 'node:crypto';
import { canonical } from '@ml-actions/core/json/canonical';
import { sha256 } from '@ml-actions/core/json/digest';
import type { TrainPredicate } from '@ml-actions/core/record/predicate/train';
import { labelOf, type Predictions } from '@ml-actions/metrics/predictions';

/** The frozen algorithm below. Another algorithm gets another tag: ledgers and baselines are keyed by the whole text. */
export const TEST_SET_TAG = 'ts1:';

const WORD_BITS = 32n;
const WORD_BYTES = 4;
const WORDS = 8;
/** So many words of 32 bits add up exactly in a double. */
const EXACT_ROWS = 2 ** 20;
/** A regression has as many truths as rows. */
const mostLabels = 10_000;
const MODULUS = 1n << (WORD_BITS * BigInt(WORDS));
const SUM_DIGITS = 64;

/**
 * The identity of a test set as predictions show it: which rows, and what is true of each. Scores do not count, so two
 * models scored on the same rows have the same test set, in any order and file format.
 *
 * `ts1`, frozen:
 * 1. A row's id is its text, and 7 where that is 7.0; without ids it is the row's place, counted from 0, so that the order
 *    counts then.
 * 2. A row's truth is the label as `labelOf` spells it: 1, "1" and "1.0" are one, so are "True" and "true".
 * 3. A row's text: `<UTF-8 bytes of the id>:<id>,<UTF-8 bytes of the truth>:<truth>`.
 * 4. The row's number is the SHA-256 of its text, big endian; the set's is their sum modulo 2^256 (as packages/data's
 *    `fp1`: Bellare and Micciancio's AdHash, 1997, with the row count beside it).
 * 5. `ts1:` + SHA-256 of the JCS of `{ids, rows, sum}`: whether there are ids, how many rows, `sum` as 64 hexadecimal
 *    digits.
 */
export function testSetOf({ ids, truth }: Rows): string {
  const words = new Float64Array(WORDS);
  let sum = 0n;
  const spelt = spelling();
  for (let row = 0; row < truth.length; row++) {
    const digest = hash('sha256', rowText(ids?.[row] ?? String(row), spelt(truth[row] ?? '')), 'buffer');
    for (let word = 0; word < WORDS; word++) words[word] = (words[word] ?? 0) + digest.readUInt32BE(word * WORD_BYTES);
    if (row % EXACT_ROWS === EXACT_ROWS - 1) sum += drained(words);
  }
  sum = (sum + drained(words)) % MODULUS;
  const content = { ids: ids !== null, rows: truth.length, sum: sum.toString(16).padStart(SUM_DIGITS, '0') };
  return TEST_SET_TAG + sha256(canonical(content));
}

type Rows = Pick<Predictions, 'ids' | 'truth'>;

/** `testSetOf`, computed once for rows that are listed again: two models' predictions of one test set mostly are alike. */
export function testSets(): (rows: Rows) => string {
  const known: { readonly rows: Rows; readonly testSet: string }[] = [];
  return (rows) => {
    const testSet = known.find((one) => areSame(one.rows, rows))?.testSet ?? testSetOf(rows);
    known.push({ rows, testSet });
    return testSet;
  };
}

/** Whether the same ids have the same truths, in any order; without ids, whether the truths are the same in their order. */
function areSame(a: Rows, b: Rows): boolean {
  const rows = a.truth.length;
  if (b.truth.length !== rows) return false;
  if (a.ids === null || b.ids === null)
    return a.ids === b.ids && a.truth.every((truth: number | string, row: number) => truth === b.truth[row]);
  const places = new Map(a.ids.map((id, row) => [id, row]));
  const met = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    const place = places.get(b.ids[row] ?? '');
    if (place === undefined || met[place] === 1 || a.truth[place] !== b.truth[row]) return false;
    met[place] = 1;
  }
  return true;
}

/** The number that the words stand for, carries included; the words start again at 0. */
function drained(words: Float64Array): bigint {
  let total = 0n;
  for (const word of words) total = (total << WORD_BITS) + BigInt(word);
  words.fill(0);
  return total;
}

const lengthed = (text: string): string => `${Buffer.byteLength(text)}:${text}`;

const rowText = (id: string, truth: string): string => `${lengthed(id)},${truth}`;

/** Labels repeat: each is spelt and measured once, as far as there are few. */
function spelling(): (truth: string | number) => string {
  const known = new Map<string | number, string>();
  return (truth) => {
    const text = known.get(truth) ?? lengthed(labelOf(truth));
    if (known.size < mostLabels) known.set(truth, text);
    return text;
  };
}

/** Without predictions: the files that train was given as `test`, where it was told. */
export function testFilesOf(training: TrainPredicate | undefined): string | undefined {
  const test = training?.data.find(({ name }) => name === 'test');
  return test && `sha256:${test.sha256}`;
}

/** Whether two fingerprints were made the same way, so that a difference means different rows. */
export const isSameKind = (a: string, b: string): boolean => a.split(':')[0] === b.split(':')[0];
