import { messageOf } from '@ml-actions/core/error';
import type { CommentFacts } from '@ml-actions/core/github/answer';
import { closeCheck, openCheck } from '@ml-actions/core/github/check';
import { readCommit } from '@ml-actions/core/github/commits';
import { hasStatus } from '@ml-actions/core/github/error';
import { type PullFacts, readPull } from '@ml-actions/core/github/pulls';
import { canonical } from '@ml-actions/core/json/canonical';
import type { Acceptance } from '@ml-actions/core/record/acceptance';
import type { EvaluateGatePredicate } from '@ml-actions/core/record/predicate/evaluate-gate';
import { conclusionOf } from '@ml-actions/core/record/verdict';
import { code } from '@ml-actions/core/report/markdown';
import type { Ports } from '@ml-actions/core/runner/ports';
import { layout } from '@ml-actions/core/store/layout';
import { acceptancesOf, acceptedOf, candidateDigest, openChecks, withAcceptances } from '../acceptance.ts';
import { checkName } from '../check-name.ts';
import type { GateInputs } from '../inputs.ts';
import { section } from '../section.ts';
import type { Answer } from './accept.ts';
import type { Command } from './command.ts';
import type { Covered } from './covered.ts';
import { postRun } from './post-run.ts';

export interface Granted {
  readonly command: Command;
  readonly comment: CommentFacts;
  readonly pull: PullFacts;
  readonly covered: readonly Covered[];
  readonly mode: GateInputs['comment'];
}

/**
 * Keeps the acceptance, then tells it: the checks of the gates that are covered whole, and the comment of their run.
 * What is kept counts; what could not be told is a warning.
 *
 * @throws ServiceError when it could not be kept
 */
export async function applyAcceptance(granted: Granted, ports: Ports): Promise<Answer> {
  const { pull, comment, covered, mode } = granted;
  const acceptance = await acceptanceOf(granted, ports);
  const github = await ports.github();
  const now = await readPull(github, pull.number);
  if (now.head.sha !== pull.head.sha || !now.isOpen)
    return { accepted: false, sentence: 'Not accepted: this pull request has moved on.' };
  const store = await ports.store();
  await store.update(async () => ({
    writes: new Map([[layout.acceptance(ports.model, pull.head.sha, comment.id), canonical(acceptance)]]),
    message: `Accept checks of ${pull.head.sha}`,
    result: undefined,
  }));
  const all = await acceptancesOf(store, ports.model, pull.head.sha);
  const views = covered.map(({ judged }) => viewOf(judged.gate, all));
  for (const view of views) await tryTo(`check of ${view.id}`, ports, () => passCheck(view, ports));
  for (const run of new Set(covered.map(({ judged }) => judged.run)))
    await tryTo('comment', ports, () => postRun(mode, run.expected, run.shipped, ports));
  return { accepted: true, sentence: sentenceOf(granted, views) };
}

async function acceptanceOf({ command, comment, pull, covered }: Granted, ports: Ports): Promise<Acceptance> {
  const author = comment.author;
  if (!author) throw new Error('an acceptance without an author');
  return {
    version: 1,
    type: 'accepted',
    at: ports.clock().toISOString(),
    model: ports.model,
    pullRequest: pull.number,
    headSha: pull.head.sha,
    trees: await treesOf(pull.head.sha, covered, ports),
    gates: covered.map(({ judged, checks }) => ({
      id: judged.gate.id,
      checks: [...checks],
      candidate: candidateDigest(judged.gate),
      record: judged.record.sha256,
      policy: judged.gate.policy.sha256,
    })),
    reason: command.reason,
    actorId: String(author.id),
    commentId: comment.id,
  };
}

/** The head's tree, and that of each test merge that was judged: only commits that GitHub says merge this head. */
async function treesOf(headSha: string, covered: readonly Covered[], ports: Ports): Promise<string[]> {
  const github = await ports.github();
  const trees = new Set([(await readCommit(github, headSha)).tree]);
  for (const sha of new Set(covered.map(({ judged }) => judged.gate.run.sha))) {
    if (sha === headSha) continue;
    try {
      const { tree, parents } = await readCommit(github, sha);
      if (parents.includes(headSha)) trees.add(tree);
    } catch (error) {
      if (!hasStatus(error, 404)) throw error;
    }
  }
  return [...trees];
}

function viewOf(gate: EvaluateGatePredicate, all: readonly Acceptance[]): EvaluateGatePredicate {
  const own = candidateDigest(gate);
  return withAcceptances(
    gate,
    acceptedOf(all, gate.id, (_, candidate) => candidate === own),
  );
}

/** A new check run of the same name and commit takes the place of the one that failed. */
async function passCheck(view: EvaluateGatePredicate, ports: Ports): Promise<void> {
  const conclusion = conclusionOf(view.verdict, view.failOn);
  if (conclusion === 'failure') return;
  const { id, model, run } = view;
  const { serverUrl, repository } = ports.run;
  const { word, fact, body } = section(view);
  const github = await ports.github();
  const check = await openCheck(github, {
    name: checkName(id, model),
    headSha: run.headSha,
    externalId: `${run.runId}/${run.runAttempt}/${id}`,
    detailsUrl: `${serverUrl}/${repository}/actions/runs/${run.runId}`,
  });
  const names = (view.accepted ?? []).flatMap(({ checks }) => checks);
  const title = view.verdict === 'accepted' ? `accepted: ${names.join(', ')}` : word;
  await closeCheck(github, check, { conclusion, title, summary: `${fact}\n\n${body}` });
}

function sentenceOf({ covered, pull }: Granted, views: readonly EvaluateGatePredicate[]): string {
  const names = covered.flatMap(({ checks }) => checks).map((name) => code(name));
  const open = views.flatMap((view) => openChecks(view, view.accepted ?? [])).map((name) => code(name));
  const until = `for ${code(pull.head.sha.slice(0, shortSha))} until merge; a push voids it`;
  const rest = open.length > 0 ? `. Still blocking: ${open.join(', ')}` : '';
  return `Accepted: ${names.join(', ')} ${until}${rest}.`;
}

const shortSha = 7;

async function tryTo(what: string, { log }: Ports, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    log.warning(`${what}: ${messageOf(error)}`);
  }
}
