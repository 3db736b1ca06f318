import { messageOf } from '@ml-actions/core/error';
import { treeOf } from '@ml-actions/core/github/commits';
import { pullsOfCommit, readPull } from '@ml-actions/core/github/pulls';
import type { Acceptance } from '@ml-actions/core/record/acceptance';
import type { Ports } from '@ml-actions/core/runner/ports';
import { acceptancesOf, acceptedOf, candidateDigest, unacceptable, withAcceptances } from './acceptance.ts';
import type { GateBody } from './body.ts';

/**
 * Lets a block pass that was accepted. On the pull request: for the same head and candidate, so that running the gate
 * again does not undo it. In the merge queue and on the default branch: for the commit that lands that head, with the same
 * candidate, or, when the group or the push itself is judged, the same tree. Later runs of the same tree may see other
 * data, so there only the candidate counts.
 *
 * Nothing accepted is ever assumed: where nobody could look, the block stands and the log says why.
 */
export async function carryAcceptances(gate: string, body: GateBody, ports: Ports): Promise<GateBody> {
  if (unacceptable(body) !== null) return body;
  const { run, log } = ports;
  if (run.isFork || run.isDependabot) return body;
  try {
    const acceptances = await landed(ports);
    if (acceptances.length === 0) return body;
    const own = candidateDigest(body);
    const tree = landing.includes(run.event) ? await treeOf(await ports.github(), run.sha) : null;
    const counts = ({ trees }: Acceptance, candidate: string) =>
      candidate === own || (tree !== null && trees.includes(tree));
    return withAcceptances(body, acceptedOf(acceptances, gate, counts));
  } catch (error) {
    log.info(`whether somebody accepted this could not be looked up: ${messageOf(error)}`);
    return body;
  }
}

/** Events of a commit that lands a head. */
const landing = ['push', 'merge_group'];

/** What was accepted for the heads that this run is about. */
async function landed(ports: Ports): Promise<readonly Acceptance[]> {
  const found: Acceptance[] = [];
  for (const { number, head } of await headsOf(ports)) {
    const all = await acceptancesOf(await ports.store(), ports.model, head.sha);
    found.push(...all.filter(({ pullRequest }) => pullRequest === number));
  }
  return found;
}

/** GitHub's name for the branch of a merge group: the base, the pull request that it ends with, and the base's commit. */
const queueBranch = /^refs\/heads\/gh-readonly-queue\/.+\/pr-(\d+)-[0-9a-f]{40}$/;

interface Head {
  readonly number: number;
  readonly head: { readonly sha: string };
}

/** The own pull request, the one that a merge group adds, or those that this commit of the default branch landed. */
async function headsOf({ run, github }: Ports): Promise<readonly Head[]> {
  if (run.isTrusted)
    return (await pullsOfCommit(await github(), run.sha)).filter(({ mergedAs }) => mergedAs === run.sha);
  if (run.pullRequest !== null) return [{ number: run.pullRequest, head: { sha: run.headSha } }];
  const [, queued] = queueBranch.exec(run.payload.merge_group?.head_ref ?? '') ?? [];
  return queued === undefined ? [] : [await readPull(await github(), Number(queued))];
}
