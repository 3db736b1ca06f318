import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultVariables, githubFacts, type Place, runnerFacts } from './contexts.ts';
import type { Event, RunNumbers } from './event.ts';
import type { Status } from './expression.ts';
import { type JobState, type StepResult, scopeOf } from './job-state.ts';
import type { Machine } from './machine.ts';
import { runPost, runStep } from './run-step.ts';
import { filled, filledAll } from './template.ts';
import { inputsOf } from './trigger.ts';
import type { Job, Workflow } from './workflow.ts';

export interface JobResult {
  readonly id: string;
  readonly conclusion: Status;
  readonly outputs: Readonly<Record<string, string>>;
  readonly steps: readonly StepResult[];
  readonly seconds: number;
}

/** What a job is part of. */
export interface Run {
  readonly workflow: Workflow;
  readonly event: Event;
  readonly numbers: RunNumbers;
  /** results of the jobs that have ended */
  readonly done: ReadonlyMap<string, JobResult>;
}

/** The contexts of a job's own keys (`if:`, `name:`, `concurrency:`): what is known before it has a machine. */
export const earlyContexts = ({ workflow, event, done }: Run, job: Pick<Job, 'needs'>, github: object) => ({
  github: { ...github, event: event.payload },
  inputs: inputsOf(workflow, event),
  matrix: null,
  strategy: { 'fail-fast': true, 'job-index': 0, 'job-total': 1, 'max-parallel': 1 },
  vars: {},
  needs: Object.fromEntries(
    job.needs.map((id) => [id, { result: done.get(id)?.conclusion, outputs: done.get(id)?.outputs ?? {} }]),
  ),
});

/** Runs one job in a fresh directory: its steps, then the clean-ups in reverse order. */
export async function runJob(machine: Machine, run: Run, job: Job): Promise<JobResult> {
  const started = performance.now();
  const state = await openJob(machine, run, job);
  const steps: StepResult[] = [];
  for (const step of job.steps) {
    if (machine.cancel?.aborted) state.status = 'cancelled';
    steps.push(await runStep(state, step));
  }
  for (const post of state.posts.reverse()) steps.push(await runPost(state, post));
  const outputs = filledAll(job.outputs, scopeOf(state));
  return { id: job.id, conclusion: state.status, outputs, steps, seconds: (performance.now() - started) / 1000 };
}

async function openJob(machine: Machine, run: Run, job: Job): Promise<JobState> {
  const { workflow, event, numbers } = run;
  const directory = join(machine.root, `run-${numbers.id}-${numbers.attempt}`, job.id);
  const place = await makePlace(directory, machine, event);
  const facts = githubFacts(machine.forge, workflow, event, numbers, job, place);
  const token = machine.forge.token(job.permissions);
  const github = { ...facts, token };
  const secrets = { ...machine.secrets, GITHUB_TOKEN: token };
  const fixed = { ...earlyContexts(run, job, github), secrets, runner: runnerFacts(place) };
  const masks = new Set(Object.values(secrets).flatMap((secret) => secret.split('\n').filter(Boolean)));
  const runtime = machine.forge.runtimeToken(numbers.id, workflow.jobs.indexOf(job) + 1);
  const variables = {
    ...defaultVariables(facts, place),
    ACTIONS_RUNTIME_TOKEN: runtime,
    ACTIONS_RESULTS_URL: machine.forge.resultsUrl,
  };
  const state: JobState = {
    ...{ machine, job, place, directory, github, fixed, variables, masks },
    ...{ env: {}, path: [], steps: new Map(), posts: [], status: 'success' },
  };
  Object.assign(state.env, filledAll(workflow.env, scopeOf(state)));
  Object.assign(state.env, filledAll(job.env, scopeOf(state)));
  for (const template of [job.environment, job.concurrency]) if (template) filled(template, scopeOf(state));
  return state;
}

async function makePlace(directory: string, { forge, root }: Machine, { payload }: Event): Promise<Place> {
  const place = {
    workspace: join(directory, 'work', forge.repository.name),
    temp: join(directory, 'temp'),
    toolCache: join(root, 'tool-cache'),
    eventPath: join(directory, 'event.json'),
  };
  for (const path of [place.workspace, place.temp, place.toolCache]) await mkdir(path, { recursive: true });
  await writeFile(place.eventPath, JSON.stringify(payload));
  return place;
}
