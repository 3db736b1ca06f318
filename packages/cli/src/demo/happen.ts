import { git } from '../../../../test/support/github/git.ts';
import { repositoryJson } from '../../../../test/support/github/repository-json.ts';
import type { Run } from '../../../../test/support/github/runs.ts';
import { userJson } from '../../../../test/support/github/user-json.ts';
import type { Event } from '../workflow/event.ts';
import type { StepResult } from '../workflow/job-state.ts';
import { readWorkflow } from '../workflow/read-workflow.ts';
import { type RunResult, runWorkflow } from '../workflow/run-workflow.ts';
import { isTriggered } from '../workflow/trigger.ts';
import type { ActionStep, Workflow } from '../workflow/workflow.ts';
import type { Sign } from './book.ts';
import { StoryBroken } from './expectation.ts';
import type { Stage } from './stage.ts';

/** Who does things in the story. */
export const PERSON = 'robin';
const WORKFLOWS = '.github/workflows';

/** One run that an event started, with what the product's steps left. */
export interface Played {
  readonly result: RunResult;
  /** a step of this product by the action's name; throws when the run did not get to it */
  readonly step: (action: string) => StepResult;
}

/** Something happens on the forge: every workflow of that commit which listens is played. */
async function happen(stage: Stage, event: Event, only?: string): Promise<Played> {
  const { gitDir } = stage.repository;
  const tree = await git(gitDir, ['ls-tree', '--name-only', event.sha, `${WORKFLOWS}/`]);
  const listening: Workflow[] = [];
  for (const path of tree.split('\n').filter((path) => only === undefined || path === `${WORKFLOWS}/${only}`)) {
    const workflow = await readWorkflow(path, await git(gitDir, ['show', `${event.sha}:${path}`]));
    if (isTriggered(workflow, event)) listening.push(workflow);
  }
  const [workflow, ...more] = listening;
  if (!workflow || more.length > 0)
    throw new StoryBroken(`${event.name}: ${listening.length} workflows listen, not one`);
  return play(stage, workflow, event);
}

async function play(stage: Stage, workflow: Workflow, event: Event): Promise<Played> {
  const { repository } = stage;
  const run = await repository.startRun({
    ...{ workflow: workflow.path, event: event.name, headSha: event.sha, actor: event.actor },
    headBranch: event.headRef ?? event.ref.replace('refs/heads/', ''),
  });
  const numbers = { id: run.id, number: run.run_number, attempt: run.run_attempt ?? 1 };
  const result = await runWorkflow(watched(stage, workflow), workflow, event, numbers);
  stage.machine.cancel?.throwIfAborted();
  close(run, result);
  return { result, step: (action) => stepOf(workflow, result, action) };
}

function close(run: Run, { conclusion }: RunResult): void {
  Object.assign(run, { status: 'completed', conclusion });
}

const ACTION = /^ml-actions\/ml-actions\/actions\/([a-z-]+)@/;
const actionOf = (workflow: Workflow, job: string, id: string): string | undefined => {
  const step = workflow.jobs.find((one) => one.id === job)?.steps.find((one) => one.id === id);
  return step && 'uses' in step ? ACTION.exec((step as ActionStep).uses)?.[1] : undefined;
};

function stepOf(workflow: Workflow, { jobs }: RunResult, action: string): StepResult {
  for (const job of jobs.values()) {
    const step = job.steps.find(({ id }) => actionOf(workflow, job.id, id) === action);
    if (step) return step;
  }
  throw new StoryBroken(`${workflow.path}: ${action} did not run`);
}

/** REST calls only: git and the artifact service are counted by nobody's rate limit. */
const apiCalls = ({ github }: Stage): number => github.requests.filter(({ path }) => path.startsWith('/repos/')).length;

/** The stage's machine, with every step of this product told as it ends. */
function watched(stage: Stage, workflow: Workflow): Stage['machine'] {
  let before = 0;
  return {
    ...stage.machine,
    onStepStart: () => {
      before = apiCalls(stage);
    },
    onStepEnd: (job, step) => {
      const action = actionOf(workflow, job, step.id);
      if (action !== undefined && step.conclusion !== 'skipped') {
        const calls = apiCalls(stage) - before;
        stage.narrator.step({
          ...{ action, sign: signOf(step), headline: headlineOf(step) },
          ...{ seconds: step.seconds, apiCalls: calls },
        });
      } else if (step.conclusion === 'failure') {
        stage.narrator.quote(`${step.name}\n${step.lines.slice(-20).join('\n')}`);
      }
    },
  };
}

/** What the step found, by the symbol of its summary; a failed step is bad whatever it says. */
function signOf({ summary, conclusion }: StepResult): Sign {
  if (conclusion !== 'success') return 'bad';
  return /^## (⚠|❌)/mu.test(summary) ? 'warn' : 'good';
}

/** The first heading of the step's summary, without the model's name; else what it complained of. */
function headlineOf({ summary, annotations, conclusion }: StepResult): string {
  const heading = /^## (?:\S+ )?[^:\n]*: (.*)$/m.exec(summary)?.[1];
  return heading ?? annotations.find(({ level }) => level === 'error')?.message.split('\n')[0] ?? conclusion;
}

const facts = ({ github, repository }: Stage) => ({
  repository: repositoryJson(github.world, repository.state),
  sender: userJson(github.apiUrl, github.serverUrl, { login: PERSON, type: 'User' }),
});

const MAIN = 'refs/heads/main';

/** A push to the default branch. */
export const push = (stage: Stage, after: string, before = '0'.repeat(40)): Promise<Played> =>
  happen(stage, {
    ...{ name: 'push', ref: MAIN, sha: after, actor: PERSON },
    payload: { ref: MAIN, before, after, ...facts(stage) },
  });

/** A pull request is opened: the run checks out GitHub's merge commit. */
export async function openPull(stage: Stage, number: number, branch: string): Promise<Played> {
  const payload = await stage.repository.pullEvent(number);
  const ref = `refs/pull/${number}/merge`;
  const sha = await git(stage.repository.gitDir, ['rev-parse', ref]);
  const event = { name: 'pull_request', action: 'opened', payload, ref, sha, actor: PERSON };
  return happen(stage, { ...event, headRef: branch, baseRef: 'main' });
}

/** A person starts a workflow by hand: a real API call, then the run that it made. */
export async function dispatch(stage: Stage, workflow: string, inputs: Record<string, string>): Promise<Played> {
  const { github, repository } = stage;
  const token = github.token({ actions: 'write' }, { login: PERSON, type: 'User' });
  const response = await fetch(`${repository.state.api}/actions/workflows/${workflow}/dispatches`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'user-agent': 'ml-actions demo' },
    body: JSON.stringify({ ref: 'main', inputs }),
  });
  if (!response.ok) throw new StoryBroken(`dispatch of ${workflow}: ${response.status} ${await response.text()}`);
  const sha = await git(repository.gitDir, ['rev-parse', MAIN]);
  const payload = { ref: MAIN, workflow: `${WORKFLOWS}/${workflow}`, inputs, ...facts(stage) };
  return happen(stage, { name: 'workflow_dispatch', ref: MAIN, sha, actor: PERSON, payload, inputs }, workflow);
}

/** The clock starts a workflow. */
export async function schedule(stage: Stage, workflow: string, cron: string): Promise<Played> {
  const sha = await git(stage.repository.gitDir, ['rev-parse', MAIN]);
  const payload = { schedule: cron, workflow: `${WORKFLOWS}/${workflow}`, ...facts(stage) };
  return happen(stage, { name: 'schedule', ref: MAIN, sha, actor: PERSON, payload }, workflow);
}
