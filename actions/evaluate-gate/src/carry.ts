import { messageOf } from '@ml-actions/core/error';
import { treeOf } from '@ml-actions/core/github/commits';
import { pullsOfCommit } from '@ml-actions/core/github/pulls';
import type { Acceptance } from '@ml-actions/core/record/acceptance';
import type { Ports } from '@ml-actions/core/runner/ports';
import { acceptancesOf, acceptedOf, candidateDigest, unacceptable, withAcceptances } from './acceptance.ts';
import type { GateBody } from './body.ts';

/**
 * Lets a block pass that was accepted. On the pull request: for the same head and candidate, so that running the gate
 * again does not undo it. On the default branch: for the commit that landed that head, with the same candidate, or, when
 * the push itself is judged, the same tree. Later runs of the same tree may see other data, so there only the candidate
 * counts.
 *
 * Nothing accepted is ever assumed: where nobody could look, the block stands and the log says why.
 */
export async function carryAcceptances(gate: string, body: GateBody, ports: Ports): Promise<GateBody> {
  if (unacceptable(body) !== null) return body;
  const { run, log } = ports;
  if (!(run.isTrusted || run.pullRequest !== null) || run.isFork || run.isDependabot) return body;
  try {
    const acceptances = await landed(ports);
    if (acceptances.length === 0) return body;
    const own = candidateDigest(body);
    const tree = run.event === 'push' ? await treeOf(await ports.github(), run.sha) : null;
    const counts = ({ trees }: Acceptance, candidate: string) =>
      candidate === own || (tree !== null && trees.includes(tree));
    return withAcceptances(body, acceptedOf(acceptances, gate, counts));
  } catch (error) {
    log.info(`whether somebody accepted this could not be looked up: ${messageOf(error)}`);
    return body;
  }
}

/** What was accepted for this head, or for the heads that this commit of the default branch landed. */
async function landed({ run, model, store, github }: Ports): Promise<readonly Acceptance[]> {
  const heads = run.isTrusted
    ? (await pullsOfCommit(await github(), run.sha)).filter(({ mergedAs }) => mergedAs === run.sha)
    : [{ number: run.pullRequest, head: { sha: run.headSha } }];
  const found: Acceptance[] = [];
  for (const { number, head } of heads) {
    const all = await acceptancesOf(await store(), model, head.sha);
    found.push(...all.filter(({ pullRequest }) => pullRequest === number));
  }
  return found;
}
