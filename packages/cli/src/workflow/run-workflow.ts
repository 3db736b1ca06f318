import type { Event, RunNumbers } from './event.ts';
import { holds, type Status } from './expression.ts';
import type { Machine } from './machine.ts';
import { earlyContexts, type JobResult, type Run, runJob } from './run-job.ts';
import { filled } from './template.ts';
import type { Job, Workflow } from './workflow.ts';

export interface RunResult {
  readonly conclusion: Status;
  /** in the order in which they ended */
  readonly jobs: ReadonlyMap<string, JobResult>;
  readonly seconds: number;
}

/**
 * Plays one run of a workflow on this machine: jobs one after another in the order of `needs`, each in a fresh
 * directory, so that nothing but artifacts, outputs and the forge carries over. Every label of `runs-on` is this machine.
 *
 * @throws OutsideSubset when the workflow asks for something that is not played here
 */
export async function runWorkflow(
  machine: Machine,
  workflow: Workflow,
  event: Event,
  numbers: RunNumbers,
): Promise<RunResult> {
  const started = performance.now();
  const done = new Map<string, JobResult>();
  const run: Run = { workflow, event, numbers, done };
  if (workflow.concurrency) filled(workflow.concurrency, { contexts: topContexts(run), status: 'success' });
  const left = new Set(workflow.jobs);
  while (left.size > 0) {
    // GitHub's parser has refused circles and unknown names: some job is always ready
    const job = [...left].find(({ needs }) => needs.every((id) => done.has(id)));
    if (!job) throw new Error(`${workflow.path}: no job is ready`);
    left.delete(job);
    done.set(job.id, await runOrSkip(machine, run, job));
  }
  return { conclusion: conclusionOf([...done.values()]), jobs: done, seconds: (performance.now() - started) / 1000 };
}

async function runOrSkip(machine: Machine, run: Run, job: Job): Promise<JobResult> {
  const scope = { contexts: { ...earlyContexts(run, job, topGithub(run)) }, status: statusBefore(machine, run, job) };
  if (holds(job.if, scope)) return runJob(machine, run, job);
  return { id: job.id, conclusion: 'skipped', outputs: {}, steps: [], seconds: 0 };
}

/** What `success()` and its sisters answer in a job's `if`: the worst of everything the job stands on. */
function statusBefore({ cancel }: Machine, { workflow, done }: Run, job: Job): Status {
  if (cancel?.aborted) return 'cancelled';
  const ancestors = new Set<string>();
  const collect = ({ needs }: Job): void => {
    for (const id of needs) {
      ancestors.add(id);
      const parent = workflow.jobs.find((one) => one.id === id);
      if (parent) collect(parent);
    }
  };
  collect(job);
  const conclusions = [...ancestors].map((id) => done.get(id)?.conclusion);
  return (['failure', 'cancelled', 'skipped'] as const).find((bad) => conclusions.includes(bad)) ?? 'success';
}

const topGithub = ({ event, workflow }: Run) => ({
  ...{ actor: event.actor, event_name: event.name, ref: event.ref, sha: event.sha, workflow: workflow.name },
  ...{ base_ref: event.baseRef ?? '', head_ref: event.headRef ?? '' },
});

function topContexts(run: Run) {
  const { github, inputs, vars } = earlyContexts(run, { needs: [] }, topGithub(run));
  return { github, inputs, vars };
}

const conclusionOf = (jobs: readonly JobResult[]): Status =>
  (['failure', 'cancelled'] as const).find((bad) => jobs.some(({ conclusion }) => conclusion === bad)) ?? 'success';
