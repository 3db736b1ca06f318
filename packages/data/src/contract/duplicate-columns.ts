import { isMap, isSeq } from 'yaml';
import type { Block } from '../block.ts';
import { duplicateColumnsBlock } from '../duplicate-columns/block.ts';
import { NONE } from '../rule.ts';
import { type Keys, readKeys } from './keys.ts';
import { namesOf } from './names.ts';
import type { Reading, Spot } from './reading.ts';
import { readLimit } from './value.ts';

export const DUPLICATE_COLUMN_KEYS = ['columns', 'failing'] as const;

/** `duplicate_columns: all`, a list of columns, or `{ columns: [a, b], failing: 1, severity: warn }`. */
export function readDuplicateColumns(reading: Reading, spot: Spot): Block {
  const keys = isMap(spot.node) ? readKeys(reading, spot, DUPLICATE_COLUMN_KEYS) : null;
  const columns = keys ? (keys.get('columns', someOrAll) ?? []) : someOrAll(reading, spot);
  if (columns.length === 1)
    reading.report(spot, { what: `${spot.path} names one column, which has none to repeat`, expected: 'two, or all' });
  return duplicateColumnsBlock({ claim: claimOf(keys, columns, spot.line), where: keys?.where ?? null, columns });
}

const someOrAll = (reading: Reading, spot: Spot): readonly string[] =>
  !isSeq(spot.node) && reading.scalar(spot) === 'all' ? [] : namesOf(reading, spot);

const claimOf = (keys: Keys | null, columns: readonly string[], line: number) => ({
  id: columns.length > 0 ? `duplicate_columns(${columns.join(',')})` : 'duplicate_columns',
  kind: 'duplicate-columns',
  column: null,
  severity: keys?.severity ?? ('fail' as const),
  line,
  expected: 'no column that repeats another',
  limit: keys?.get('failing', readLimit) ?? NONE,
});
