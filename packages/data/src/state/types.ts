import type { LogicalType } from '../typing.ts';
import type { InferredType } from '../written.ts';

/** The types of a part's columns as its rows are written; null where no value is there. */
export type PartTypes = ReadonlyMap<string, InferredType | null>;
export type Types = ReadonlyMap<string, InferredType>;

/** What a column is read as that has no value at all. */
const EMPTY: InferredType = 'string';

export const certain = (types: PartTypes): Types => new Map([...types].map(([name, type]) => [name, type ?? EMPTY]));

/** The types of the whole, as its rows together are written. */
export function joinedTypes(parts: readonly PartTypes[]): Types {
  const joined = new Map<string, InferredType | null>();
  for (const [name, type] of parts.flatMap((part) => [...part]))
    joined.set(name, joinOf(joined.get(name) ?? null, type));
  return certain(joined);
}

const NUMBERS: readonly InferredType[] = ['integer', 'number'];

/** As `decide` does it by the codes of values: integers among numbers are numbers, nested values win, else it is text. */
function joinOf(a: InferredType | null, b: InferredType | null): InferredType | null {
  if (a === null || b === null || a === b) return a ?? b;
  const nested = [a, b].find((type) => type.startsWith('other:'));
  if (nested) return nested;
  return NUMBERS.includes(a) && NUMBERS.includes(b) ? 'number' : 'string';
}

/** Types of a part whose columns turn out to be of those types in the whole: one without a value stays as it is. */
export const typesInWhole = (own: PartTypes, whole: Types): Types =>
  new Map([...own].map(([name, type]) => [name, type === null ? EMPTY : (whole.get(name) ?? type)]));

/**
 * Types that the whole may well have: where the contract says a wider one than this part shows, the others may show it.
 */
export const widened = (own: PartTypes, stated: ReadonlyMap<string, LogicalType>): Types =>
  new Map(
    [...own].map(([name, type]) => {
      const said = stated.get(name);
      const isWider = type !== null && (said === 'string' || (said === 'number' && type === 'integer'));
      return [name, isWider && !type.startsWith('other:') ? said : (type ?? EMPTY)];
    }),
  );
