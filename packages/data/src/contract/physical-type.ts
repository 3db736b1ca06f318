import { isMap } from 'yaml';
import { physicalType } from '../check/physical-type.ts';
import { parsePhysical } from '../physical/type.ts';
import type { Check } from '../rule.ts';
import { type Reading, type Spot, shown, unknownKey } from './reading.ts';
import { readText } from './value.ts';
import { oneOf } from './words.ts';

/** What becomes of a type that nobody can judge: it is an error, or only told. */
export const UNJUDGED = ['error', 'info'] as const;

/** `physical_type: BIGINT`, or `{ type: "VARCHAR2(20)", unjudged: info }` for names of another system. */
export function readPhysicalType(reading: Reading, spot: Spot, column: string): Check | undefined {
  const keys = isMap(spot.node) ? reading.entries(spot) : new Map([['type', spot]]);
  for (const [key, at] of keys)
    if (key !== 'type' && key !== 'unjudged') unknownKey(reading, at, key, ['type', 'unjudged']);
  const [typeAt, unjudgedAt] = [keys.get('type'), keys.get('unjudged')];
  if (!typeAt) reading.report(spot, { what: `${spot.path} needs \`type\`` });
  const unjudged = (unjudgedAt && oneOf(UNJUDGED)(reading, unjudgedAt)) ?? 'error';
  const text = typeAt && readText(reading, typeAt);
  if (typeAt === undefined || text === undefined) return undefined;
  const type = parsePhysical(text);
  if (!type && unjudged === 'error')
    reading.report(typeAt, {
      what: `${typeAt.path} is no type that is known`,
      got: shown(text),
      expected: 'such as BIGINT',
    });
  return physicalType({ column, text, type, unjudged });
}
