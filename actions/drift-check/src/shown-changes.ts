import { clip } from '@ml-actions/core/report/markdown';
import type { Level } from '@ml-actions/core/runner/audience';
import type { CategoryChange } from '@ml-actions/data/drift/category-change';

/** Longest text of a value in a record. */
const LONGEST = 60;

/** What stands for the characters of a value, as validate-data masks failing rows. */
const SHAPES: readonly (readonly [characters: RegExp, shape: string])[] = [
  [/[\p{Lu}\p{Lt}]/gu, 'A'],
  [/[\p{Ll}\p{Lm}\p{Lo}\p{M}]/gu, 'a'],
  [/\p{N}/gu, '9'],
  [/[^ -~]/gu, '*'],
];

const masked = (value: string): string =>
  SHAPES.reduce((text, [characters, shape]) => text.replace(characters, shape), value);

/** Changes as the input `samples` lets them be told. */
export function shownChanges(changes: readonly CategoryChange[] | undefined, level: Level): CategoryChange[] {
  if (level === 'none' || !changes) return [];
  const shown = (value: string): string => clip(level === 'masked' ? masked(value) : value, LONGEST);
  return changes.map((change) => ({ ...change, value: shown(change.value) }));
}
