import { canonical, parseJson } from '@ml-actions/core/json/canonical';
import { sha256 } from '@ml-actions/core/json/digest';
import { type Acceptance, acceptanceSchema } from '@ml-actions/core/record/acceptance';
import type { Accepted, EvaluateGatePredicate, GateRow } from '@ml-actions/core/record/predicate/evaluate-gate';
import { layout } from '@ml-actions/core/store/layout';
import type { Store } from '@ml-actions/core/store/store';

type Judged = Pick<EvaluateGatePredicate, 'verdict' | 'failOn' | 'checks' | 'baseline' | 'candidate'>;

/** What identifies the candidate of a gate: the model's digest, or that of its metrics. The record's subject is the same. */
export const candidateDigest = ({ candidate }: Pick<Judged, 'candidate'>): string =>
  candidate.modelDigest ?? sha256(canonical(candidate.metrics));

/** The rows that keep a gate red. */
export const blockingRows = ({ checks, failOn }: Pick<Judged, 'checks' | 'failOn'>): readonly GateRow[] =>
  checks.filter(({ status }) => status === 'fail' || (status === 'inconclusive' && failOn === 'inconclusive'));

/** Why nobody may accept what a gate says, in our words; null when its checks may be accepted. */
export function unacceptable(judged: Judged): string | null {
  const { verdict, failOn, checks, baseline } = judged;
  const blocks = verdict === 'fail' || (verdict === 'inconclusive' && failOn === 'inconclusive');
  if (verdict === 'error' || checks.some(({ status }) => status === 'error' || status === 'incomparable'))
    return 'it could not be decided, and an error cannot be accepted';
  if (!blocks) return 'it does not block';
  if (baseline.kind === 'failed') return 'its baseline could not be looked up, which cannot be accepted';
  // whether a missing baseline itself blocks is the policy's word, which a record does not repeat
  if (baseline.kind === 'none' && checks.some(({ status }) => status === 'no-baseline'))
    return 'it has no baseline, which cannot be accepted';
  return blockingRows(judged).length === 0 ? 'no single check of it blocks' : null;
}

/** Which of the blocking checks the acceptances leave open. */
export function openChecks(judged: Judged, accepted: readonly Accepted[]): readonly string[] {
  const covered = new Set(accepted.flatMap(({ checks }) => checks));
  return blockingRows(judged)
    .map(({ name }) => name)
    .filter((name) => !covered.has(name));
}

/**
 * What a gate says with acceptances: `accepted` when every blocking check is covered. What was merely undecided stays
 * so: an acceptance lets a block pass and proves nothing.
 */
export function withAcceptances<J extends Judged & Pick<EvaluateGatePredicate, 'fact'>>(
  judged: J,
  accepted: readonly Accepted[],
): J {
  if (accepted.length === 0 || unacceptable(judged) !== null) return judged;
  const open = openChecks(judged, accepted);
  if (open.length > 0) return { ...judged, accepted };
  const undecided = judged.failOn !== 'inconclusive' && judged.checks.some(({ status }) => status === 'inconclusive');
  return { ...judged, verdict: undecided ? 'inconclusive' : 'accepted', accepted };
}

/** Everything that people accepted for a head commit. @throws ServiceError when the store could not be looked at */
export async function acceptancesOf(store: Store, model: string, headSha: string): Promise<readonly Acceptance[]> {
  const view = await store.view();
  const paths = await view.list(layout.acceptances(model, headSha));
  const files = await Promise.all(paths.map(async (path) => [path, await view.read(path)] as const));
  return files.flatMap(([path, bytes]) => (bytes ? [acceptanceSchema.parse(parseJson(bytes, path))] : []));
}

/** The parts of acceptances that are about one gate and candidate, as its record tells them. */
export const acceptedOf = (
  acceptances: readonly Acceptance[],
  gate: string,
  counts: (acceptance: Acceptance, candidate: string) => boolean,
): readonly Accepted[] =>
  acceptances.flatMap((acceptance) =>
    acceptance.gates
      .filter(({ id, candidate }) => id === gate && counts(acceptance, candidate))
      .map(({ checks }) => {
        const { reason, actorId, commentId, pullRequest, headSha } = acceptance;
        return { checks, reason, actorId, commentId, pullRequest, headSha };
      }),
  );
