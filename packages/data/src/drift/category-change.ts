import type { CategoricalColumn, Profile } from '../profile/schema.ts';
import { countsOf, sum } from './effect.ts';

/** A category whose share changed. */
export interface CategoryChange {
  readonly value: string;
  readonly reference: number;
  readonly current: number;
}

/** Changes that are told of one column, the largest first. */
const TOLD = 3;
/** Smaller changes say nothing. */
const SMALLEST = 0.005;

/** The largest changes by column; none of columns whose values are hashed. */
export function categoryChanges(reference: Profile, current: Profile): ReadonlyMap<string, readonly CategoryChange[]> {
  const others = new Map(current.columns.map((column) => [column.name, column]));
  return new Map(
    reference.columns.flatMap((column) => {
      const other = others.get(column.name);
      if (!('categories' in column) || !other || !('categories' in other)) return [];
      if (reference.values === 'hashed' && column.kind !== 'boolean') return [];
      return [[column.name, changesOf(column, other)] as const];
    }),
  );
}

function changesOf(reference: CategoricalColumn, current: CategoricalColumn): CategoryChange[] {
  const [n, m] = [sum(countsOf(reference)), sum(countsOf(current))];
  if (n === 0 || m === 0) return [];
  const size = (change: CategoryChange): number => Math.abs(change.current - change.reference);
  return reference.categories
    .map(({ value, count }, at) => ({
      value,
      reference: count / n,
      current: (current.categories[at]?.count ?? 0) / m,
    }))
    .filter((change) => size(change) >= SMALLEST)
    .sort((a, b) => size(b) - size(a) || (a.value < b.value ? -1 : 1))
    .slice(0, TOLD);
}
