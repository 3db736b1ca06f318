const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:/;

/** The logical type that all of these values are written as; undefined where they differ. */
export function typeOfValues(
  values: readonly unknown[],
): 'number' | 'boolean' | 'date' | 'timestamp' | 'string' | undefined {
  const given = values.filter((value) => value !== null && value !== undefined);
  if (given.length === 0) return undefined;
  if (given.every((value) => typeof value === 'number' || typeof value === 'bigint')) return 'number';
  if (given.every((value) => typeof value === 'boolean')) return 'boolean';
  if (!given.every((value) => typeof value === 'string')) return undefined;
  if (given.every((value) => DATE.test(value))) return 'date';
  return given.every((value) => TIMESTAMP.test(value)) ? 'timestamp' : 'string';
}
