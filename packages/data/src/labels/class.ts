import type { SourceColumn } from '../source.ts';
import { nativeType, textOf } from '../typing.ts';

/** Longer texts are identifiers, not numbers that a writer may spell in two ways. */
const LONGEST_NUMBER = 15;

/** SQL of a class's name: text as it is written, numbers in their shortest form, so that 1, 1.0 and `1` are one class. */
export function labelText(column: SourceColumn): string {
  const text = textOf(column);
  if (nativeType(column.type) === 'integer' || nativeType(column.type) === 'string') return text;
  return `CASE WHEN regexp_full_match(${text}, '-?[0-9]+[.]0+') AND strlen(${text}) <= ${LONGEST_NUMBER} THEN regexp_replace(${text}, '[.]0+$', '') ELSE ${text} END`;
}
