/** Rows of the support table: a foreign rule, what it becomes, and how it differs. */
export interface Support {
  readonly rule: string;
  /** null: not supported */
  readonly native: string | null;
  /** a difference in meaning, or why it is not supported */
  readonly note?: string;
}

/** Decimal places of a percentage: enough for shares of 1e12 rows, and free of binary noise. */
const PLACES = 10;
const HUNDRED = 100;
const percent = (share: number): string => `${Number((share * HUNDRED).toFixed(PLACES))}%`;

/** GX's and dbt's `mostly`, the share that must hold, as a limit on what fails. */
export const failingOf = (mostly: number | undefined): { readonly failing?: string } =>
  mostly === undefined || mostly >= 1 ? {} : { failing: `<= ${percent(1 - mostly)}` };

/** A pattern that is searched for, as one of the whole value. */
export const searched = (pattern: string): string => `[\\s\\S]*(?:${pattern})[\\s\\S]*`;
/** A pattern that is tried at the beginning (Python's `re.match`), as one of the whole value. */
export const fromStart = (pattern: string): string => `(?:${pattern})[\\s\\S]*`;
export const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
/** SQL's LIKE as a pattern of the whole value. */
export const like = (pattern: string): string =>
  [...pattern].map((each) => (each === '%' ? '[\\s\\S]*' : each === '_' ? '[\\s\\S]' : escaped(each))).join('');

/** A column's name in SQL. */
export const named = (column: string): string => `"${column.replaceAll('"', '""')}"`;

/** SQL that is true where the value is neither null nor one of those that stand for a missing one. */
export function isPresent(column: string, missing: readonly unknown[], pattern?: string): string {
  const quoted = (text: unknown): string => `'${String(text).replaceAll("'", "''")}'`;
  const texts = missing.filter((each) => each !== null).map(quoted);
  const value = `CAST(${named(column)} AS VARCHAR)`;
  const tests = [
    ...(texts.length > 0 ? [`${value} IN (${texts.join(', ')})`] : []),
    ...(pattern === undefined ? [] : [`regexp_matches(${value}, ${quoted(pattern)})`]),
  ];
  return `NOT (${[`${named(column)} IS NULL`, ...tests].join(' OR ')})`;
}

export interface Bounds {
  readonly min?: unknown;
  readonly max?: unknown;
  readonly exclusiveMin?: boolean;
  readonly exclusiveMax?: boolean;
}

/** Bounds of each value, in the keys of a column. */
export const valueBounds = ({ min, max, exclusiveMin, exclusiveMax }: Bounds): Record<string, unknown> => ({
  ...(given(min) && { [exclusiveMin ? 'exclusive_min' : 'min']: min }),
  ...(given(max) && { [exclusiveMax ? 'exclusive_max' : 'max']: max }),
});

/** Bounds of one number: one interval, or two where one end is open. */
export function intervals({ min, max, exclusiveMin, exclusiveMax }: Bounds): unknown[] {
  if (given(min) && given(max) && !exclusiveMin && !exclusiveMax) return [[min, max]];
  return [
    ...(given(min) ? [`${exclusiveMin ? '>' : '>='} ${min}`] : []),
    ...(given(max) ? [`${exclusiveMax ? '<' : '<='} ${max}`] : []),
  ];
}

const given = (value: unknown): boolean => value !== undefined && value !== null;
