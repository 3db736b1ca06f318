import type { Additive, Numbers, Scope } from './measure.ts';
import type { Sql } from './sql/dialect.ts';

type Over<T> = (scope: Scope, filter: Sql | null) => T;
type Pair = (a: number | bigint, b: number | bigint) => number | bigint;

/** Pairs the numbers of two parts; what one of them has not is that of the other. */
const pairing =
  (pair: Pair): Additive['merge'] =>
  (a, b) =>
    a.map((x, at) => {
      const y = b[at] ?? null;
      return x === null || y === null ? (x ?? y) : pair(x, y);
    });

const first = ([only = null]: Numbers): number | bigint | null => only;

const isWhole = (value: number | bigint): boolean => typeof value === 'bigint' || Number.isSafeInteger(value);

/** The exact sum of whole numbers; doubles add as they do. */
const plus: Pair = (a, b) => {
  if (!isWhole(a) || !isWhole(b)) return Number(a) + Number(b);
  const sum = BigInt(a) + BigInt(b);
  return Number.isSafeInteger(Number(sum)) ? Number(sum) : sum;
};

/** `Math.min` takes no bigint. */
export const least: Pair = (a, b) => {
  if (b < a) return b;
  return a;
};

export const greatest: Pair = (a, b) => {
  if (b > a) return b;
  return a;
};

const doubles = (numbers: Numbers): (number | null)[] => numbers.map((one) => (one === null ? null : Number(one)));

/** Rows that fulfil predicates (null: all), and what their numbers together say. */
export const counted = (
  predicates: Over<readonly (Sql | null)[]>,
  whole: (counts: readonly number[]) => number | null = ([only = null]) => only,
): Additive => ({
  numbers: (scope, filter) =>
    predicates(scope, filter).map((one) => (one === null ? 'count(*)' : `count(*) FILTER (WHERE ${one})`)),
  merge: pairing(plus),
  whole: (counts) => whole(counts.map(Number)),
});

/** The sum of an aggregate that sums. */
export const summed = (sql: Over<Sql>): Additive => ({
  numbers: (scope, filter) => [sql(scope, filter)],
  merge: pairing(plus),
  whole: first,
});

/** The smallest or largest of an aggregate that is one. */
export const extreme = (pick: Pair, sql: Over<Sql>, whole: Additive['whole'] = first): Additive => ({
  numbers: (scope, filter) => [sql(scope, filter)],
  merge: pairing(pick),
  whole,
});

/**
 * Number, mean and sum of squared deviations from it, merged without cancellation: Chan, Golub, LeVeque, "Updating
 * formulae and a pairwise algorithm for computing sample variances" (1979), equation 2.1.
 *
 * @param aggregate SQL of an aggregate by its name, over the values in question
 */
export const moments = (
  aggregate: (name: 'count' | 'avg' | 'var_pop') => Over<Sql>,
  whole: (n: number, mean: number, squares: number) => number | null,
): Additive => ({
  numbers: (scope, filter) => {
    const [n, mean, variance] = (['count', 'avg', 'var_pop'] as const).map((name) => aggregate(name)(scope, filter));
    return [`${n}`, `${mean}`, `${variance} * ${n}`];
  },
  merge: (one, another) => {
    const [n = 0, mean = null, squares = null] = doubles(one);
    const [m = 0, other = null, others = null] = doubles(another);
    if (n === null || n === 0 || mean === null || squares === null) return [m, other, others];
    if (m === null || m === 0 || other === null || others === null) return [n, mean, squares];
    const [all, apart] = [n + m, other - mean];
    return [all, mean + (apart * m) / all, squares + others + (apart * apart * n * m) / all];
  },
  whole: (numbers) => {
    const [n = null, mean = null, squares = null] = doubles(numbers);
    return n === null || n === 0 || mean === null || squares === null ? null : whole(n, mean, squares);
  },
});
