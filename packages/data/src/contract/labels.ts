import type { Block } from '../block.ts';
import { type Interval, percentOf } from '../interval.ts';
import { labelsBlock } from '../labels/block.ts';
import type { Limit, Severity } from '../rule.ts';
import { readKeys } from './keys.ts';
import { type Member, readMembers } from './members.ts';
import { namesOf } from './names.ts';
import { kindOf, type Reading, type Spot } from './reading.ts';
import type { At } from './splits.ts';
import { readLimit, readShareInterval, readText } from './value.ts';

/** What must hold of a column of classes. */
export interface Labels {
  readonly severity: Severity;
  /** SQL condition of the rows that are looked at; null: all */
  readonly where: string | null;
  readonly column: string;
  /** the inputs that are looked at; empty: all */
  readonly inputs: readonly string[];
  /** columns that are no features: identifiers, file names */
  readonly ignore: readonly string[];
  readonly members?: At<readonly Member[]>;
  readonly missing?: At<Limit>;
  /** 0..1 */
  readonly minShare?: At<number>;
  readonly imbalance?: At<Interval>;
  readonly conflicts?: At<Limit>;
}

const CHECKS = ['in', 'missing', 'min_share', 'imbalance', 'conflicts'];

export const LABEL_KEYS = ['column', 'inputs', 'ignore', ...CHECKS] as const;

/** `labels: { column: y, min_share: 5%, conflicts: 0 }`. */
export function readLabels(reading: Reading, spot: Spot): Block {
  const keys = readKeys(reading, spot, LABEL_KEYS);
  const column = keys.get('column', readText);
  if (!keys.has('column')) keys.refuse('', 'labels names no column', 'such as `column: y`');
  if (CHECKS.every((key) => !keys.has(key)))
    keys.refuse('', 'labels asks for nothing', `at least one of ${CHECKS.join(', ')}`);
  const at = <T>(key: string, read: (reading: Reading, spot: Spot) => T): At<T> | undefined => {
    const value = keys.get(key, read);
    return value === undefined ? undefined : { value, line: keys.line(key) };
  };
  const [members, missing, minShare] = [at('in', readMembers), at('missing', readLimit), at('min_share', readShare)];
  const [imbalance, conflicts] = [at('imbalance', readShareInterval), at('conflicts', readLimit)];
  return labelsBlock({
    severity: keys.severity,
    where: keys.where,
    column: column ?? '',
    inputs: keys.get('inputs', namesOf) ?? [],
    ignore: keys.get('ignore', namesOf) ?? [],
    ...(members && { members }),
    ...(missing && { missing }),
    ...(minShare && { minShare }),
    ...(imbalance && { imbalance }),
    ...(conflicts && { conflicts }),
  });
}

const SHARE = /^(?:>=\s*)?(\d+(?:\.\d+)?)\s*(%)?$/;

/** `5%`, `">= 5%"`, `0.05`: a share of 0 to 1. */
function readShare(reading: Reading, spot: Spot): number {
  const value = reading.scalar(spot);
  const [, digits, percent] = SHARE.exec(String(value ?? '').trim()) ?? [];
  const share = digits === undefined ? Number.NaN : percent ? percentOf(digits) : Number(digits);
  if (share >= 0 && share <= 1) return share;
  reading.report(spot, { what: `${spot.path} is not a share`, got: kindOf(spot.node), expected: 'such as 5% or 0.05' });
  return 0;
}
