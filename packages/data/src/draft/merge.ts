import type { InferredType } from '../written.ts';
import type { ColumnFacts, SourceFacts } from './facts.ts';

/** A column over all sources: one contract speaks of all of them. */
export interface Merged extends Omit<ColumnFacts, 'type' | 'missing' | 'present'> {
  /** undefined: the sources disagree */
  readonly type: InferredType | undefined;
  /** a source lacks it */
  readonly optional: boolean;
  readonly present: number;
  /** missing values and rows of each source that has it */
  readonly missing: readonly { readonly missing: number; readonly rows: number }[];
  /** every present value of every source is another one of that source */
  readonly isUnique: boolean;
}

/** The columns of all sources, in the order in which they first occur. */
export function mergeFacts(sources: readonly SourceFacts[]): readonly Merged[] {
  const names = [...new Set(sources.flatMap(({ columns }) => [...columns.keys()]))];
  return names.map((name) => {
    const own = sources.flatMap(({ columns, rows }) => {
      const facts = columns.get(name);
      return facts ? [{ facts, rows }] : [];
    });
    return mergeColumn(name, own, own.length < sources.length);
  });
}

interface Own {
  readonly facts: ColumnFacts;
  readonly rows: number;
}

function mergeColumn(name: string, own: readonly Own[], optional: boolean): Merged {
  const facts = own.map((each) => each.facts);
  const filled = facts.filter(({ present }) => present > 0);
  const sum = (pick: (each: ColumnFacts) => number): number => facts.reduce((total, each) => total + pick(each), 0);
  const extreme = (pick: (...values: number[]) => number, values: readonly (number | null)[]): number | null => {
    const known = values.filter((value) => value !== null);
    return known.length > 0 ? pick(...known) : null;
  };
  return {
    name,
    optional,
    type: commonType(filled.length > 0 ? filled : facts),
    spellings: [...new Set(facts.flatMap(({ spellings }) => spellings))].toSorted(),
    missing: own.map(({ facts: { missing }, rows }) => ({ missing, rows })),
    present: sum(({ present }) => present),
    distinct: Math.max(...facts.map(({ distinct }) => distinct)),
    low: extreme(
      Math.min,
      facts.map(({ low }) => low),
    ),
    high: extreme(
      Math.max,
      facts.map(({ high }) => high),
    ),
    notFinite: sum(({ notFinite }) => notFinite),
    shortest: Math.min(...filled.map(({ shortest }) => shortest)),
    longest: Math.max(...facts.map(({ longest }) => longest)),
    spaced: sum(({ spaced }) => spaced),
    values: mergeValues(filled),
    isUnique: filled.length > 0 && filled.every(({ distinct, present }) => distinct === present),
  };
}

/** Integers beside numbers are numbers. */
function commonType(facts: readonly ColumnFacts[]): InferredType | undefined {
  const types = new Set(facts.map(({ type }) => type));
  const [only] = types;
  if (types.size <= 1) return only;
  return types.size === 2 && types.has('integer') && types.has('number') ? 'number' : undefined;
}

function mergeValues(facts: readonly ColumnFacts[]): ColumnFacts['values'] {
  const counts = new Map<string, number>();
  for (const { values } of facts) {
    if (values === null) return null;
    for (const { value, count } of values) counts.set(value, (counts.get(value) ?? 0) + count);
  }
  const merged = [...counts].map(([value, count]) => ({ value, count }));
  return merged.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}
