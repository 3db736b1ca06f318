import type { Block } from '../block.ts';
import { referencesBlock } from '../references/block.ts';
import { NONE } from '../rule.ts';
import { readKeys } from './keys.ts';
import { namesOf } from './names.ts';
import type { Reading, Spot } from './reading.ts';
import { readLimit, readText } from './value.ts';

export const REFERENCE_KEYS = ['columns', 'to', 'key', 'failing'] as const;

/** `refers: { columns: [country], to: refs/countries.csv, key: [iso2] }`; `key` is `columns` where it is left out. */
export function readReferences(reading: Reading, spot: Spot): Block {
  const keys = readKeys(reading, spot, REFERENCE_KEYS);
  const columns = keys.get('columns', namesOf) ?? [];
  const to = keys.get('to', readText) ?? '';
  const key = keys.get('key', namesOf) ?? columns;
  for (const name of ['columns', 'to']) if (!keys.has(name)) keys.refuse('', `refers needs \`${name}\``);
  if (key.length !== columns.length)
    keys.refuse('key', 'refers compares other numbers of columns', `${columns.length} columns of ${to}`);
  const claim = {
    id: `refers(${columns.join(',')} -> ${to})`,
    kind: 'refers',
    column: columns.length === 1 ? (columns[0] ?? null) : null,
    severity: keys.severity,
    line: spot.line,
    expected: `in ${to}`,
    limit: keys.get('failing', readLimit) ?? NONE,
  };
  return referencesBlock({ claim, where: keys.where, columns, to, key });
}
