import type { Sql } from '../../sql/dialect.ts';

/** Trino refuses statements of a million characters (`query.max-length`), and its planning grows with their columns. */
const MOST_CHARACTERS = 200_000;
const MOST_COLUMNS = 50;

/** Parts of statements that are asked for at once; the first portion is there without any. */
export function inPortions(parts: readonly Sql[]): readonly (readonly Sql[])[] {
  const portions: Sql[][] = [[]];
  let characters = 0;
  for (const part of parts) {
    const last = portions.at(-1) ?? [];
    if (last.length > 0 && (last.length === MOST_COLUMNS || characters + part.length > MOST_CHARACTERS)) {
      portions.push([part]);
      characters = part.length;
    } else {
      last.push(part);
      characters += part.length;
    }
  }
  return portions;
}
