import { minimumDetectableChange } from '@ml-actions/stats/power';
import { canonical, isProportion } from './catalogue.ts';
import { closedForm } from './change.ts';
import { inferDirection } from './direction.ts';
import { byName } from './metric.ts';
import { DEFAULT_ALPHA } from './policy.ts';
import { isNumber, type Judged, valueOf } from './side.ts';

/** A policy in the shape of its file, ready to be written as YAML. */
export interface SuggestedPolicy {
  readonly version: 1;
  readonly checks: Readonly<Record<string, { readonly max_regression: number | string }>>;
}

/** No margin below one percentage point is suggested. */
const LEAST_POINTS = 0.01;
const RELATIVE = '2%';
const MOST_CHECKS = 8;
const DECIMALS = 1000;

/** A check per metric whose direction is known, with a margin that this test set can see. */
export function suggestPolicy(
  names: readonly string[],
  candidate: Judged,
  baseline: Judged | null,
  paired: boolean,
): SuggestedPolicy {
  const known = names.filter(
    (name) => ['higher', 'lower'].includes(inferDirection(name)) && isNumber(valueOf(candidate, name)),
  );
  const checks = [...known]
    .sort(byName)
    .slice(0, MOST_CHECKS)
    .map((name) => [name, { max_regression: margin(name, candidate, paired ? baseline : null) }] as const);
  return { version: 1, checks: Object.fromEntries(checks) };
}

function margin(name: string, candidate: Judged, baseline: Judged | null): number | string {
  if (!isProportion(name)) return RELATIVE;
  const change =
    baseline?.encoded && candidate.encoded ? closedForm(canonical(name), baseline.encoded, candidate.encoded) : null;
  const visible = change ? minimumDetectableChange(change.standardError, DEFAULT_ALPHA) : 0;
  return Math.max(LEAST_POINTS, Math.ceil(visible * DECIMALS) / DECIMALS);
}
