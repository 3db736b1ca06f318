import type { Merged } from './merge.ts';

/** Fewer rows are unique by chance. */
const LEAST_ROWS = 20;
const LONGEST_IDENTIFIER = 64;
/** Pairs of equal numbers that chance alone would bring: n^2 / 2R of n numbers out of R (the birthday problem). */
const PAIRS_BY_CHANCE = 5;
const IDENTIFYING = /(^|[^a-z])(id|uuid|guid|key)$/i;
const DAY_MS = 86_400_000;

/** Whether a name says that the column identifies rows: `id`, `user_id`, `userId`. */
const soundsIdentifying = (name: string): boolean => IDENTIFYING.test(name.replace(/(\p{Ll})(\p{Lu})/gu, '$1_$2'));

/** Whether values differ because they must, and not by chance. */
export function isIdentifier({ name, type, isUnique, present, low, high, longest, spaced }: Merged): boolean {
  if (!isUnique || present < 2) return false;
  if (type === 'string')
    return soundsIdentifying(name) || (present >= LEAST_ROWS && spaced === 0 && longest <= LONGEST_IDENTIFIER);
  if (type === 'integer' && soundsIdentifying(name)) return true;
  if (type !== 'integer' && type !== 'date') return false;
  const range = ((high ?? 0) - (low ?? 0)) / (type === 'date' ? DAY_MS : 1) + 1;
  return present ** 2 / (2 * range) >= PAIRS_BY_CHANCE;
}

/** One complete column that identifies rows; one whose name says so comes first. */
export function keyOf(columns: readonly Merged[]): string | null {
  const candidates = columns.filter(
    (column) => !column.optional && isIdentifier(column) && column.missing.every(({ missing }) => missing === 0),
  );
  return (candidates.find(({ name }) => soundsIdentifying(name)) ?? candidates[0])?.name ?? null;
}
