import type { SourceColumn } from './source.ts';

/**
 * The columns that a sample consists of, each value once: those that stand below another column are a part of that one.
 * Where one of them is left out, the others of that column that a contract names stand for it.
 *
 * @param left names that are no part of a sample: labels, identifiers, what is ignored
 */
export function featuresAmong(
  columns: readonly SourceColumn[],
  left: readonly (string | undefined)[],
): readonly SourceColumn[] {
  const isUnder = (name: string, top: string): boolean => name.startsWith(`${top}.`);
  const parted = columns.filter(({ name }) =>
    columns.some((below) => below.isBelow && left.includes(below.name) && isUnder(below.name, name)),
  );
  return columns.filter((column) => {
    const { name, isBelow } = column;
    if (left.includes(name) || parted.includes(column)) return false;
    if (!isBelow) return true;
    return (
      parted.some((top) => isUnder(name, top.name)) && !left.some((top) => top !== undefined && isUnder(name, top))
    );
  });
}
