import { canonical } from './catalogue.ts';
import { flips, pairedChange } from './change.ts';
import { encode } from './encode.ts';
import { type Notice, notNumberNotices, pairingNotices, staleNotices } from './notice.ts';
import { type Pairing, pair } from './pair.ts';
import type { Policy } from './policy.ts';
import { type Predictions, predictionProblem } from './predictions.ts';
import { type Judged, judged, type Side } from './side.ts';
import type { Outcome } from './status.ts';

/** What the candidate is compared with. `none` is a true first run, `failed` a look-up that did not work. */
export type Baseline =
  | ({ readonly kind: 'found' } & Side)
  | { readonly kind: 'none'; readonly reason?: string }
  | { readonly kind: 'failed'; readonly reason: string };

/** Reads predictions the way a policy without a say would. */
const UNTOLD = { task: null, labels: null, positive: null, threshold: null };
export const NOT_PAIRED = 'one side has no predictions';

/** Everything the checks look at. */
export interface Stage {
  readonly candidate: Judged;
  readonly baseline: Judged | null;
  readonly pairing: Pairing;
  readonly obstacle: Outcome | null;
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
    broken.length > 0 ? ({ kind: 'error', reason: broken.join('; ') } as const) : pairSides(candidate, baseline);
  const usable = broken.length === 0 && policy?.task !== 'metrics-only';
  const read = (side: Side, predictions: Predictions | undefined, where: string) =>
    judged(side, usable && predictions ? encode(predictions, policy ?? UNTOLD, where) : null);
  const candidateSide = read(candidate, candidate.predictions, 'candidate predictions');
  const baselineSide =
    found && read(found, pairing.kind === 'paired' ? pairing.baseline : found.predictions, 'baseline predictions');
  const both = withFlips(candidateSide, baselineSide, pairing);
  return {
    candidate: both,
    baseline: baselineSide,
    pairing,
    obstacle: obstacleOf(baseline, pairing, policy),
    problems: pairing.kind === 'error' ? [pairing.reason] : [],
    notices: noticesOf(both, baselineSide, pairing),
  };
}

const troubleOf = ({ predictions }: Side, side: string): string | null =>
  predictions ? predictionProblem(predictions, side) : null;

function pairSides(candidate: Side, baseline: Baseline): Pairing {
  if (baseline.kind !== 'found')
    return { kind: 'none', reason: baseline.kind === 'none' ? 'there is no baseline' : baseline.reason };
  if (candidate.testSet !== undefined && baseline.testSet !== undefined && candidate.testSet !== baseline.testSet) {
    return { kind: 'incomparable', reason: 'different test sets: their fingerprints differ' };
  }
  if (!candidate.predictions || !baseline.predictions) return { kind: 'none', reason: NOT_PAIRED };
  return pair(candidate.predictions, baseline.predictions);
}

/** Churn and harmful flips exist only for a pair; they count as the candidate's metrics. */
function withFlips(candidate: Judged, baseline: Judged | null, pairing: Pairing): Judged {
  const found =
    pairing.kind === 'paired' && candidate.encoded && baseline?.encoded
      ? flips(baseline.encoded, candidate.encoded)
      : null;
  if (found === null) return candidate;
  return {
    ...candidate,
    computed: new Map([...candidate.computed, ['churn', found.churn], ['harmful_flips', found.harmful]]),
  };
}

function obstacleOf(baseline: Baseline, pairing: Pairing, policy: Policy | null): Outcome | null {
  if (baseline.kind === 'failed')
    return {
      status: policy?.when.baselineLookupError ?? 'error',
      reason: `the baseline could not be looked up: ${baseline.reason}`,
    };
  if (baseline.kind === 'none') return { status: 'no-baseline', reason: baseline.reason ?? 'there is no baseline yet' };
  if (pairing.kind === 'incomparable') return { status: 'incomparable', reason: pairing.reason };
  return pairing.kind === 'error' ? { status: 'error', reason: pairing.reason } : null;
}

function noticesOf(candidate: Judged, baseline: Judged | null, pairing: Pairing): Notice[] {
  const stale = [...staleNotices('candidate', candidate), ...notNumberNotices(candidate, baseline)];
  return baseline
    ? [...stale, ...staleNotices('baseline', baseline), ...pairingNotices(pairing, candidate, baseline)]
    : stale;
}

/** The paired test of a metric, where both sides have predictions of the same rows. */
export const pairedChangeOf = (metric: string, { candidate, baseline, pairing }: Stage) =>
  pairing.kind === 'paired' && candidate.encoded && baseline?.encoded
    ? pairedChange(canonical(metric), baseline.encoded, candidate.encoded)
    : null;
