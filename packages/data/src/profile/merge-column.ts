import { inputProblem } from '@ml-actions/core/error';
import { mergeVectors } from './embedding.ts';
import type { NumericColumn, ProfileColumn } from './schema.ts';

export const differentFrames = (what: string): Error =>
  inputProblem({
    where: 'profile',
    what: `two counts do not fit together: ${what} differ`,
    next: 'Count both against the same reference profile.',
  });

/**
 * Adds two counts of one column.
 * @throws InputError when the frames differ
 */
export function mergeColumn(a: ProfileColumn, b: ProfileColumn): ProfileColumn {
  const base = { rows: a.rows + b.rows, missing: a.missing + b.missing, invalid: a.invalid + b.invalid };
  if (
    'edges' in a &&
    'edges' in b &&
    String([a.center, a.exponent, ...a.edges]) === String([b.center, b.exponent, ...b.edges])
  ) {
    return { ...a, ...base, ...mergeNumbers(a, b) };
  }
  if (
    'categories' in a &&
    'categories' in b &&
    a.categories.every(({ value }, at) => value === b.categories[at]?.value)
  ) {
    const categories = a.categories.map(({ value, count }, at) => ({
      value,
      count: count + (b.categories[at]?.count ?? 0),
    }));
    return { ...a, ...base, categories, other: a.other + b.other };
  }
  const vectors = a.kind === 'embedding' && b.kind === 'embedding' && mergeVectors(a, b);
  if (vectors) return { ...a, ...base, ...vectors };
  if (a.kind === 'opaque' && b.kind === 'opaque') return { ...a, ...base };
  throw differentFrames(`the frames of ${JSON.stringify(a.name)}`);
}

function mergeNumbers(a: NumericColumn, b: NumericColumn): Partial<NumericColumn> {
  const plus = (x: string, y: string | undefined): string => String(BigInt(x) + BigInt(y ?? 0));
  const extreme = (pick: (...values: number[]) => number, ...values: (number | null)[]): number | null => {
    const present = values.filter((value) => value !== null);
    return present.length > 0 ? pick(...present) : null;
  };
  return {
    nan: a.nan + b.nan,
    positiveInfinity: a.positiveInfinity + b.positiveInfinity,
    negativeInfinity: a.negativeInfinity + b.negativeInfinity,
    min: extreme(Math.min, a.min, b.min),
    max: extreme(Math.max, a.max, b.max),
    counts: a.counts.map((count, at) => count + (b.counts[at] ?? 0)),
    sums: a.sums.map((sum, at) => plus(sum, b.sums[at])),
    squares: plus(a.squares, b.squares),
  };
}
