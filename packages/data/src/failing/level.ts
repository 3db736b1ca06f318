import type { SourceColumn } from '../source.ts';
import type { Sql } from '../sql/dialect.ts';
import { literal } from '../sql.ts';
import { textOf } from '../typing.ts';

/** What may be told of failing rows: where they stand, the shape of their values, or the values. */
export type Level = 'none' | 'masked' | 'values';

/** Characters of a value (Unicode 16.0, general categories) by what stands for them; nothing else is left but ASCII. */
const SHAPES: readonly (readonly [characters: string, shape: string])[] = [
  ['[\\p{Lu}\\p{Lt}]', 'A'],
  ['[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]', 'a'],
  ['\\p{N}', '9'],
  ['[^ -~]', '*'],
];

/** SQL of a value's text at a level: as it is written, or its shape, `Aaaa@aaa.aa`, one character for each. */
export function shownText(column: SourceColumn, level: Exclude<Level, 'none'>): Sql {
  const text = `CAST(${textOf(column)} AS VARCHAR)`;
  if (level === 'values') return text;
  return SHAPES.reduce(
    (sql, [characters, shape]) => `regexp_replace(${sql}, ${literal(characters)}, '${shape}', 'g')`,
    text,
  );
}
