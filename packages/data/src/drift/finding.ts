import { incompleteBeta } from '@ml-actions/stats/special';
import type { ProfileColumn } from '../profile/schema.ts';
import type { Measured } from './family.ts';
import type { ColumnState, Effect, MissingShare, NewCategories } from './result.ts';
import { type DriftRule, INVALID_P, INVALID_SHARE, NOISE_BAND, WARN_BAND } from './rule.ts';

/** A truth that is not there yet is not missing. */
export const arrivesLate = ({ role }: ProfileColumn): boolean => role === 'label';

/** What one comparison says of a column. */
export interface Finding {
  readonly state: ColumnState;
  readonly note: string;
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

export function schemaFinding(reference: ProfileColumn, current: ProfileColumn | undefined): Finding | null {
  if (!current) return { state: 'schema', note: 'the column is missing' };
  if (current.invalid === 0) return null;
  const present = current.rows - current.missing;
  const share = current.invalid / present;
  const type = reference.kind === 'embedding' ? `number[${reference.dimension}]` : reference.type;
  const note = `${percent(share)} of the values are not of type ${type}`;
  return { state: isBroken(current.invalid, present) ? 'schema' : 'ok', note };
}

/** More values of another type than chance lets expect of the share that is tolerated: exact binomial tail. */
const isBroken = (invalid: number, present: number): boolean =>
  invalid / present > INVALID_SHARE && incompleteBeta(INVALID_SHARE, invalid, present - invalid + 1) <= INVALID_P;

export function sampleFinding({ reference, current, present }: Measured, rule: DriftRule): Finding | null {
  if (!current) return null;
  if (reference.kind === 'opaque')
    return { state: 'ok', note: 'only its missing share is compared: its values have no shared distribution' };
  if (rule.moving(reference))
    return { state: 'ok', note: 'only its missing share is compared: its values always move' };
  const short = present.reference < rule.minRows ? 'reference' : present.current < rule.minRows ? 'current' : undefined;
  if (short === undefined) return null;
  const state = short === 'current' && arrivesLate(reference) ? 'ok' : 'insufficient';
  return { state, note: `${present[short]} ${short} values, ${rule.minRows} needed` };
}

export function effectFinding(effect: Effect, rule: DriftRule): Finding {
  const { name, value, threshold, noise, q, decides, note = '' } = effect;
  if (decides) {
    const reached = decides === 'p-value' ? value < threshold : value >= threshold;
    return { state: reached ? 'drift' : 'ok', note };
  }
  if (!Number.isFinite(value)) return { state: 'drift', note: 'the distance exceeds what a double can hold' };
  const significant = q <= rule.alpha;
  if (significant && value >= threshold) return { state: 'drift', note };
  if (significant && value >= threshold * WARN_BAND) return { state: 'warn', note };
  if (!significant && noise > threshold * NOISE_BAND)
    return { state: 'noise-limited', note: 'too few values to tell the threshold from noise' };
  if (value >= threshold && name === 'W1/std')
    return { state: 'warn', note: 'few values moved so far that the distance reaches the threshold' };
  return { state: 'ok', note };
}

export function missingFinding({ reference, current, q }: MissingShare, rule: DriftRule): Finding | null {
  const change = Math.abs(current - reference);
  if (q > rule.alpha || change < rule.missingThreshold * WARN_BAND) return null;
  return {
    state: change >= rule.missingThreshold ? 'drift' : 'warn',
    note: `missing ${percent(reference)} -> ${percent(current)}`,
  };
}

/** A share that chance could give warns: one new value in a hundred rows is no proof. */
export function newFinding({ share, count, q }: NewCategories, rule: DriftRule): Finding | null {
  if (count === 0) return null;
  const reached = share >= rule.maxNewCategoryShare;
  return {
    state: reached ? (q <= rule.alpha ? 'drift' : 'warn') : 'ok',
    note: `${percent(share)} of the values are new categories`,
  };
}
