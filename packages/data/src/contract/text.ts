import type { Block } from '../block.ts';
import type { Interval } from '../interval.ts';
import { type Limit, NONE, type Severity } from '../rule.ts';
import { textBlock } from '../text/block.ts';
import { readKeys } from './keys.ts';
import type { Reading, Spot } from './reading.ts';
import { readInterval, readLimit, readText } from './value.ts';

/** What must hold of a column of texts. */
export interface Texts {
  readonly column: string;
  readonly severity: Severity;
  readonly where: string | null;
  /** 1-based, in the contract */
  readonly line: number;
  /** how many texts may be of another length */
  readonly failing: Limit;
  readonly tokens?: Interval | undefined;
  readonly characters?: Interval | undefined;
  readonly utf8?: Limit | undefined;
  readonly duplicates?: Limit | undefined;
}

const CHECKS = ['tokens', 'characters', 'utf8', 'duplicates'];

export const TEXT_KEYS = ['column', 'failing', ...CHECKS] as const;

/** `text: { column: prompt, tokens: [1, 4096], utf8: 0, duplicates: 0 }`. */
export function readTextCheck(reading: Reading, spot: Spot): Block {
  const keys = readKeys(reading, spot, TEXT_KEYS);
  if (!keys.has('column')) keys.refuse('', 'text names no column', 'such as `column: prompt`');
  if (CHECKS.every((key) => !keys.has(key)))
    keys.refuse('', 'text asks for nothing', `at least one of ${CHECKS.join(', ')}`);
  return textBlock({
    column: keys.get('column', readText) ?? '',
    severity: keys.severity,
    where: keys.where,
    line: spot.line,
    failing: keys.get('failing', readLimit) ?? NONE,
    tokens: keys.get('tokens', readInterval),
    characters: keys.get('characters', readInterval),
    utf8: keys.get('utf8', readLimit),
    duplicates: keys.get('duplicates', readLimit),
  });
}
