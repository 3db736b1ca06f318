import { inputProblem } from '@ml-actions/core/error';
import { pullsOfRun } from '@ml-actions/core/github/pulls';
import { type RunFacts, readRun } from '@ml-actions/core/github/runs';
import { code } from '@ml-actions/core/report/markdown';
import { renderSummary } from '@ml-actions/core/report/summary-body';
import type { Errand } from '@ml-actions/core/runner/action';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { GateInputs } from '../inputs.ts';
import { type Claimed, closeChecks } from './claimed-check.ts';
import { idle, told } from './errand.ts';
import { keepRun } from './keep-run.ts';
import { sectionsOfRun } from './post-run.ts';
import { contextOf, isUntrusted, reporterOf } from './pull-run.ts';
import { recompute } from './recompute.ts';
import { claimedSection, refusedSection } from './sections.ts';
import { fetchFiles, readShipped, type Shipped } from './shipped.ts';
import type { Expected } from './validate.ts';
import { type Written, writeRunComment } from './write-comment.ts';

/**
 * Posts the results of a pull request's run from a `workflow_run` job: default-branch code that may write, and that runs
 * nothing of the change. Which run, which pull request and which commit are GitHub's word; records are the run's.
 *
 * @throws InputError for another event; GitHubError when GitHub could not be asked: then nothing was posted
 */
export async function report(inputs: GateInputs, ports: Ports): Promise<Errand> {
  const github = await ports.github();
  const run = await readRun(github, triggeringRun(ports));
  if (run.event !== 'pull_request') return idle(ports, `run ${run.id} is of the event ${run.event}: nothing to post`);
  const [pull] = await pullsOfRun(github, run);
  if (!pull) return idle(ports, `run ${run.id}: no pull request has its head`);
  if (pull.head.sha !== run.headSha) return idle(ports, `#${pull.number} has moved on since run ${run.id}`);
  const expected = { own: ports.run, run, pull };
  const shipped = await readShipped(expected, ports);
  if (shipped.records.length + shipped.refused.length === 0)
    return idle(ports, `run ${run.id} left no record of ${ports.model}`);
  if (!isUntrusted(run)) await keepRun(expected, shipped, ports);
  const written = isUntrusted(run)
    ? await claimed(inputs, expected, shipped, ports)
    : await sectionsOfRun(expected, shipped, ports);
  const url = await writeRunComment(inputs.comment, expected, written, ports);
  const { sections, footer } = written;
  return told(url, renderSummary({ model: ports.model, run: commentRun(ports, run), sections, footer }));
}

/** The run that the event names; everything else about it is asked for. */
function triggeringRun({ run }: Ports): number {
  const id = run.payload.workflow_run?.id;
  if (run.event === 'workflow_run' && Number.isSafeInteger(id)) return Number(id);
  throw inputProblem({
    where: 'mode',
    what: '`report` posts the results of another run',
    got: `the event ${run.event}`,
    expected: 'workflow_run',
    next: 'See "Forks" in the README of evaluate-gate.',
  });
}

const commentRun = ({ run: { repository, serverUrl } }: Ports, run: RunFacts) => ({
  repository,
  serverUrl,
  runId: String(run.id),
  runAttempt: run.attempt,
  headSha: run.headSha,
});

/** Anybody's code may have made these records: the gates are computed again, and nothing turns green. */
async function claimed(inputs: GateInputs, expected: Expected, shipped: Shipped, ports: Ports): Promise<Written> {
  const { run, pull } = expected;
  const refused = [...shipped.refused, ...(await fetchFiles(shipped, expected, ports))];
  const context = contextOf(ports.run, run, pull, shipped.workspace);
  const gates: Claimed[] = [];
  const sections = [];
  for (const { predicate } of shipped.records) {
    const isGate = predicate.action === 'evaluate-gate';
    const judged = isGate ? await recompute(predicate, inputs, context, ports) : predicate;
    const section = await claimedSection(judged, ports);
    if (isGate) gates.push({ predicate: judged, section: section.section });
    sections.push(section);
  }
  await closeChecks(gates, refused, expected, ports);
  const said =
    `Data reported by ${reporterOf(run)}. The gate was computed again here from what that run shipped, ` +
    `with the policy of ${code(pull.base.ref)}; it is no evidence.`;
  return { sections: [...sections, ...refusedSection(refused, run.headSha)], footer: [said] };
}
