import { canonical } from './catalogue.ts';
import { flips } from './change.ts';
import { encode } from './encode.ts';
import { alignmentNotices, type Notice, notNumberNotices, pairingNotices, staleNotices } from './notice.ts';
import { type Pairing, pair } from './pair.ts';
import type { Policy } from './policy.ts';
import { type Predictions, predictionProblem } from './predictions.ts';
import { readingOf, UNTOLD } from './reading.ts';
import { type Judged, judgedBy, type Side, withValues } from './side.ts';
import type { Outcome } from './status.ts';

/** What the candidate is compared with. `none` is a true first run, `failed` a look-up that did not work. */
export type Baseline =
  | ({ readonly kind: 'found' } & Side)
  | { readonly kind: 'none'; readonly reason?: string }
  | { readonly kind: 'failed'; readonly reason: string };

export const NOT_PAIRED = 'one side has no predictions';

/** Both sides, read and set beside each other. */
export interface Stage {
  readonly candidate: Judged;
  readonly baseline: Judged | null;
  /** the candidate's predictions as they are compared: rows in one order with the encoded ones */
  readonly predictions: Predictions | null;
  readonly pairing: Pairing;
  readonly paired: boolean;
  readonly identical: boolean;
  /** why no comparison can be made, or null */
  readonly obstacle: Outcome | null;
  /** the same, as far as the look-up goes: what the files report can be compared whatever the predictions are */
  readonly lookUp: Outcome | null;
  readonly problems: readonly string[];
  readonly notices: readonly Notice[];
}

/** Reads both sides, pairs them and notes what stands in the way. @throws InputError as `encode` */
export function setStage(policy: Policy | null, candidate: Side, baseline: Baseline): Stage {
  const found = baseline.kind === 'found' ? baseline : null;
  const broken = [troubleOf(candidate, 'the candidate'), found && troubleOf(found, 'the baseline')].filter(
    (text) => text !== null,
  );
  const pairing =
    broken.length > 0
      ? ({ kind: 'error', reason: broken.join('; ') } as const)
      : pairSides(candidate, baseline, policy?.align ?? 'exact');
  const usable = broken.length === 0 && policy?.task !== 'metrics-only';
  const read = (side: Side, predictions: Predictions | undefined, where: string) => {
    const reading = policy ? readingOf(policy, side.threshold ?? null) : UNTOLD;
    return judgedBy(side, usable && predictions ? encode(predictions, reading, where) : null);
  };
  const paired = pairing.kind === 'paired' ? pairing : null;
  const predictions = paired?.candidate ?? candidate.predictions;
  const candidateSide = read(candidate, predictions, 'candidate predictions');
  const baselineSide = found && read(found, paired?.baseline ?? found.predictions, 'baseline predictions');
  const both = withFlips(candidateSide, baselineSide, pairing);
  return {
    candidate: both,
    baseline: baselineSide,
    predictions: (usable && predictions) || null,
    pairing,
    paired: paired !== null && candidateSide.encoded !== null,
    identical: paired?.changed === 0,
    obstacle: obstacleOf(baseline, pairing, policy),
    lookUp: lookUpOf(baseline, policy),
    problems: pairing.kind === 'error' ? [pairing.reason] : [],
    notices: noticesOf(both, baselineSide, pairing),
  };
}

const troubleOf = ({ predictions }: Side, side: string): string | null =>
  predictions ? predictionProblem(predictions, side) : null;

function pairSides(candidate: Side, baseline: Baseline, align: Policy['align']): Pairing {
  if (baseline.kind !== 'found')
    return { kind: 'none', reason: baseline.kind === 'none' ? 'there is no baseline' : baseline.reason };
  const differ =
    candidate.testSet !== undefined && baseline.testSet !== undefined && candidate.testSet !== baseline.testSet;
  const both = candidate.predictions && baseline.predictions;
  if (differ && !(align === 'intersection' && both)) {
    return { kind: 'incomparable', reason: 'different test sets: their fingerprints differ' };
  }
  if (!candidate.predictions || !baseline.predictions) return { kind: 'none', reason: NOT_PAIRED };
  return pair(candidate.predictions, baseline.predictions, align);
}

/** Churn and harmful flips exist only for a pair; they count as the candidate's metrics. */
export function withFlips(candidate: Judged, baseline: Judged | null, pairing: Pick<Pairing, 'kind'>): Judged {
  const found =
    pairing.kind === 'paired' && candidate.encoded && baseline?.encoded
      ? flips(baseline.encoded, candidate.encoded)
      : null;
  if (found === null) return candidate;
  return withValues(
    candidate,
    new Map([
      [canonical('churn'), found.churn],
      [canonical('harmful_flips'), found.harmful],
    ]),
  );
}

function lookUpOf(baseline: Baseline, policy: Policy | null): Outcome | null {
  if (baseline.kind === 'failed')
    return {
      status: policy?.when.baselineLookupError ?? 'error',
      reason: `the baseline could not be looked up: ${baseline.reason}`,
    };
  if (baseline.kind === 'none') return { status: 'no-baseline', reason: baseline.reason ?? 'there is no baseline yet' };
  return null;
}

function obstacleOf(baseline: Baseline, pairing: Pairing, policy: Policy | null): Outcome | null {
  const lookUp = lookUpOf(baseline, policy);
  if (lookUp) return lookUp;
  if (pairing.kind === 'incomparable') return { status: 'incomparable', reason: pairing.reason };
  return pairing.kind === 'error' ? { status: 'error', reason: pairing.reason } : null;
}

function noticesOf(candidate: Judged, baseline: Judged | null, pairing: Pairing): Notice[] {
  const stale = [...staleNotices('candidate', candidate), ...notNumberNotices(candidate, baseline)];
  return baseline
    ? [
        ...stale,
        ...staleNotices('baseline', baseline),
        ...pairingNotices(pairing, candidate, baseline),
        ...alignmentNotices(pairing),
      ]
    : stale;
}
