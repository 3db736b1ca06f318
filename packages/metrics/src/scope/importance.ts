import { jaccardOfTop, totalVariation } from '@ml-actions/stats/importance';
import type { Importance } from '../policy-scope.ts';
import { type Scope, scope } from '../scope.ts';
import { judgedBy, type Side } from '../side.ts';
import type { Baseline } from '../stage.ts';

const TOP = 10;

/** How far the features' importances moved since the baseline. */
export function importanceScope({ checks }: Importance, candidate: Side, baseline: Baseline): Scope {
  const before = baseline.kind === 'found' ? baseline.importance : undefined;
  const after = candidate.importance;
  const shift = before && after ? shiftOf(before, after) : new Map<string, number>();
  return scope({
    family: 'importance',
    checks,
    candidate: judgedBy({ metrics: shift }, null),
    baseline: null,
    unmeasurable: unmeasurable(before, after),
  });
}

function unmeasurable(before: Side['importance'], after: Side['importance']): Scope['unmeasurable'] {
  if (!after) return { status: 'error', reason: 'the candidate has no importances' };
  return before ? null : { status: 'no-baseline', reason: 'the baseline recorded no importances' };
}

/** Features that one side lacks count as 0 there. */
function shiftOf(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): Map<string, number> {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  const [a, b] = [before, after].map((side) => names.map((name) => side.get(name) ?? 0));
  return new Map([
    ['total_variation', totalVariation(a ?? [], b ?? [])],
    ['top10_jaccard', jaccardOfTop(a ?? [], b ?? [], TOP)],
  ]);
}
