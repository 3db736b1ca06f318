import type { Additive, Numbers, Scope } from './measure.ts';
import type { Sql } from './sql/dialect.ts';

type Over<T> = (scope: Scope, filter: Sql | null) => T;

/** Pairs the numbers of two parts; what one of them has not is that of the other. */
const pairing =
  (pair: (a: number, b: number) => number): Additive['merge'] =>
  (a, b) =>
    a.map((x, at) => {
      const y = b[at] ?? null;
      return x === null || y === null ? (x ?? y) : pair(x, y);
    });

const first = ([only = null]: Numbers): number | null => only;

/** Rows that fulfil predicates (null: all), and what their numbers together say. */
export const counted = (predicates: Over<readonly (Sql | null)[]>, whole: Additive['whole'] = first): Additive => ({
  numbers: (scope, filter) =>
    predicates(scope, filter).map((one) => (one === null ? 'count(*)' : `count(*) FILTER (WHERE ${one})`)),
  merge: pairing((a, b) => a + b),
  whole,
});

/** The sum of an aggregate that sums. */
export const summed = (sql: Over<Sql>): Additive => ({
  numbers: (scope, filter) => [sql(scope, filter)],
  merge: pairing((a, b) => a + b),
  whole: first,
});

/** The smallest or largest of an aggregate that is one. */
export const extreme = (
  pick: (a: number, b: number) => number,
  sql: Over<Sql>,
  whole: Additive['whole'] = first,
): Additive => ({ numbers: (scope, filter) => [sql(scope, filter)], merge: pairing(pick), whole });

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
  merge: ([n = 0, mean = null, squares = null], [m = 0, other = null, others = null]) => {
    if (n === null || n === 0 || mean === null || squares === null) return [m, other, others];
    if (m === null || m === 0 || other === null || others === null) return [n, mean, squares];
    const [all, apart] = [n + m, other - mean];
    return [all, mean + (apart * m) / all, squares + others + (apart * apart * n * m) / all];
  },
  whole: ([n = null, mean = null, squares = null]) =>
    n === null || n === 0 || mean === null || squares === null ? null : whole(n, mean, squares),
});
