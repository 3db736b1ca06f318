import type { Block } from '../block.ts';
import { piiBlock } from '../pii/block.ts';
import { KINDS, type PiiKind } from '../pii/kinds.ts';
import { type Limit, NONE, type Severity } from '../rule.ts';
import { readKeys } from './keys.ts';
import { namesOf } from './names.ts';
import type { Reading, Spot } from './reading.ts';
import { readLimit } from './value.ts';
import { someOf } from './words.ts';

/** Where personal data and secrets are looked for. */
export interface Pii {
  /** empty: all */
  readonly columns: readonly string[];
  readonly kinds: readonly PiiKind[];
  readonly severity: Severity;
  readonly where: string | null;
  /** 1-based, in the contract */
  readonly line: number;
  /** how many values of a column may hold one */
  readonly limit: Limit;
}

export const PII_KEYS = ['columns', 'kinds', 'limit'] as const;

/** `pii: { columns: all, kinds: [email, card], limit: 0 }`. */
export function readPii(reading: Reading, spot: Spot): Block {
  const keys = readKeys(reading, spot, PII_KEYS);
  const words = Object.keys(KINDS) as PiiKind[];
  const columns = keys.get('columns', (at, of) => (at.scalar(of) === 'all' ? [] : namesOf(at, of)));
  const kinds = keys.get('kinds', someOf(words));
  if (kinds?.length === 0) keys.refuse('kinds', 'pii.kinds names nothing to look for', `some of ${words.join(', ')}`);
  return piiBlock({
    columns: columns ?? [],
    kinds: kinds ?? words,
    severity: keys.severity,
    where: keys.where,
    line: spot.line,
    limit: keys.get('limit', readLimit) ?? NONE,
  });
}
