import { messageOf } from '@ml-actions/core/error';
import type { EvaluateGatePredicate } from '@ml-actions/core/record/predicate/evaluate-gate';
import type { Header } from '@ml-actions/core/record/predicate/header';
import { failureOf } from '@ml-actions/core/record/record';
import type { Ports } from '@ml-actions/core/runner/ports';
import { acceptancesOf, acceptedOf, candidateDigest, withAcceptances } from '../acceptance.ts';

/** The records of a head commit, with what people accepted since: a comment written again must not forget it. */
export async function acceptedView(
  predicates: readonly Header[],
  headSha: string,
  ports: Ports,
): Promise<readonly Header[]> {
  const isGate = (one: Header): one is EvaluateGatePredicate => one.action === 'evaluate-gate' && !failureOf(one);
  if (!predicates.some((one) => isGate(one) && one.verdict !== 'pass')) return predicates;
  try {
    const acceptances = await acceptancesOf(await ports.store(), ports.model, headSha);
    return predicates.map((one) => {
      if (!isGate(one)) return one;
      const own = candidateDigest(one);
      return withAcceptances(
        one,
        acceptedOf(acceptances, one.id, (_, candidate) => candidate === own),
      );
    });
  } catch (error) {
    ports.log.warning(`what people accepted could not be looked up: ${messageOf(error)}`);
    return predicates;
  }
}
