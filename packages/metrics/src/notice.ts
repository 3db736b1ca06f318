import { shownApart } from './format.ts';
import { byName } from './metric.ts';
import type { Pairing } from './pair.ts';
import { isNumber, type Judged, reported, valueOf } from './side.ts';

/** Something a reader should know that is no check. A `warn` turns a pass into a warning. */
export interface Notice {
  readonly kind:
    | 'stale-metrics'
    | 'disappeared'
    | 'identical-predictions'
    | 'unpaired'
    | 'unverified-test-set'
    | 'not-a-number'
    | 'not-measurable'
    | 'not-aligned'
    | 'waiver'
    | 'leak'
    | 'overlap'
    | 'test-set-reuse'
    | 'weighted';
  readonly level: 'info' | 'warn';
  readonly text: string;
}

/** A reported metric further than this from its recomputed value was not measured on these predictions. */
const STALE = 1e-6;
/** A value with this many decimals may be rounded rather than stale. */
const FEWEST_DECIMALS = 3;

/** Reported values that the side's own predictions contradict. */
export function staleNotices(name: string, judged: Judged): Notice[] {
  return [...judged.side.metrics.keys()].sort(byName).flatMap((metric): Notice[] => {
    const [file, real] = [reported(judged.side.metrics, metric), valueOf(judged, metric)];
    if (!isNumber(file) || !isNumber(real) || Math.abs(file - real) <= STALE) return [];
    const rounded = isRounded(file, real);
    const [told, computed] = shownApart(file, real);
    const text = `the ${name}'s metrics file says ${metric} is ${told}, its predictions give ${computed}${rounded ? ' (rounded)' : '; the predictions decide'}`;
    return [{ kind: 'stale-metrics', level: rounded ? 'info' : 'warn', text }];
  });
}

function isRounded(file: number, real: number): boolean {
  const decimals = String(file).split('.')[1]?.length ?? 0;
  return decimals >= FEWEST_DECIMALS && Math.abs(file - real) <= 0.5 * 10 ** -decimals + STALE;
}

/** NaN and infinite values in the candidate's file, checked or not; old news where the baseline has them too. */
export function notNumberNotices(candidate: Judged, baseline: Judged | null): Notice[] {
  return [...candidate.side.metrics]
    .sort(([a], [b]) => byName(a, b))
    .filter(([, value]) => value === 'NaN' || value === 'Infinity' || value === '-Infinity')
    .map(([metric, value]): Notice => {
      const known = baseline?.side.metrics.get(metric) === value;
      return {
        kind: 'not-a-number',
        level: known ? 'info' : 'warn',
        text: `the candidate reports ${metric} as ${value}`,
      };
    });
}

/** Metrics the baseline reports and the candidate does not. */
export function disappeared(candidate: Judged, baseline: Judged): string[] {
  return [...baseline.side.metrics.keys()].filter((metric) => valueOf(candidate, metric) === null).sort(byName);
}

export const disappearedNotices = (metrics: readonly string[]): Notice[] =>
  metrics.length === 0
    ? []
    : [{ kind: 'disappeared', level: 'warn', text: `disappeared since the baseline: ${metrics.join(', ')}` }];

/** What the pairing itself tells. */
export function pairingNotices(pairing: Pairing, candidate: Judged, baseline: Judged): Notice[] {
  if (pairing.kind === 'paired') {
    const text = `0 changed predictions in ${pairing.n} rows: is it the same model?`;
    return pairing.changed === 0 ? [{ kind: 'identical-predictions', level: 'info', text }] : [];
  }
  if (pairing.kind !== 'none') return [];
  const unpaired: Notice = { kind: 'unpaired', level: 'info', text: `no paired test: ${pairing.reason}` };
  if (candidate.side.testSet !== undefined && candidate.side.testSet === baseline.side.testSet) return [unpaired];
  return [
    unpaired,
    { kind: 'unverified-test-set', level: 'info', text: 'nothing shows that both sides used the same test set' },
  ];
}

/** Rows that only one side has, where the policy lets them be left out. */
export function alignmentNotices(pairing: Pairing): Notice[] {
  if (pairing.kind !== 'paired') return [];
  const { candidate, baseline } = pairing.unmatched;
  if (candidate === 0 && baseline === 0) return [];
  const text = `compared on the ${pairing.n} rows that both sides have; left out: ${candidate} of the candidate, ${baseline} of the baseline`;
  return [{ kind: 'not-aligned', level: 'warn', text }];
}
