import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { inputProblem } from '../error.ts';
import { type RunIdentity, runSchema } from '../record/predicate/header.ts';
import type { Env } from './ambient.ts';

export type { Env };

/** The event of a run on a laptop, which nothing trusts. */
export const laptopEvent = 'local';

/** Everything an action may know of the run it is part of; the only reader of `GITHUB_*`. */
export interface RunContext extends RunIdentity {
  readonly owner: string;
  readonly repo: string;
  readonly isPublic: boolean;
  readonly isFork: boolean;
  readonly isDependabot: boolean;
  /** the default branch's own code on the default branch: what it says counts as evidence */
  readonly isTrusted: boolean;
  /** the step of the job: its id, or a name that the runner makes */
  readonly step: string;
  readonly workspace: string;
  readonly temp: string;
  readonly toolCache: string;
  readonly apiUrl: string;
  readonly serverUrl: string;
  readonly payload: EventPayload;
}

interface RepositoryPayload {
  readonly default_branch?: string;
  readonly private?: boolean;
  readonly id?: number;
}

/** The fields of GitHub's event payloads that are read. */
export interface EventPayload {
  readonly repository?: RepositoryPayload;
  readonly pull_request?: {
    readonly number: number;
    readonly head: { readonly sha: string; readonly repo: { readonly id: number; readonly full_name: string } | null };
    readonly base: { readonly sha: string; readonly ref: string; readonly repo: { readonly id: number } };
  };
  readonly merge_group?: { readonly base_sha: string; readonly head_sha: string; readonly head_ref?: string };
  readonly after?: string;
  /** what happened to the object of the event: `created`, `edited`, `completed` */
  readonly action?: string;
  /** the run that a `workflow_run` event speaks of */
  readonly workflow_run?: { readonly id: number };
  /** an `issue_comment` event: the conversation and the comment */
  readonly issue?: { readonly number: number; readonly pull_request?: object };
  readonly comment?: { readonly id: number; readonly body?: string };
}

const trustedEvents = ['push', 'workflow_dispatch', 'schedule', 'repository_dispatch'];

/** Whether the default branch's own code ran, on the default branch: only what it says counts as evidence. */
export const isDefaultBranchRun = ({
  event,
  ref,
  defaultBranch,
}: Pick<RunIdentity, 'event' | 'ref' | 'defaultBranch'>): boolean =>
  trustedEvents.includes(event) && defaultBranch !== '' && ref === `refs/heads/${defaultBranch}`;

/**
 * Reads the run's context from the environment that the runner sets
 * (https://docs.github.com/en/actions/reference/variables-reference).
 *
 * @throws InputError when a variable that every runner sets is missing, or the event file cannot be read.
 */
export function readContext(env: Env): RunContext {
  const need = (name: string): string => {
    const value = env[name];
    if (value) return value;
    throw inputProblem({
      where: name,
      what: 'the environment variable is not set',
      next: 'Run this as a GitHub Action, or use `npx ml-actions`.',
    });
  };
  const repository = need('GITHUB_REPOSITORY');
  const [owner = '', repo = ''] = repository.split('/');
  const payload = readPayload(env.GITHUB_EVENT_PATH);
  const { pull_request: pull, merge_group: group, repository: described } = payload;
  const event = need('GITHUB_EVENT_NAME');
  const sha = need('GITHUB_SHA');
  const ref = env.GITHUB_REF ?? '';
  // a schedule only ever runs on the default branch, and its payload need not describe the repository
  const scheduled = event === 'schedule' ? /^refs\/heads\/(.+)$/.exec(ref)?.[1] : undefined;
  const defaultBranch = described?.default_branch ?? scheduled ?? '';
  const workspace = need('GITHUB_WORKSPACE');
  const temp = env.RUNNER_TEMP ?? join(workspace, '.ml-actions', 'temp');
  return {
    repository,
    owner,
    repo,
    repositoryId: env.GITHUB_REPOSITORY_ID ?? String(described?.id ?? ''),
    workflow: env.GITHUB_WORKFLOW ?? '',
    workflowRef: env.GITHUB_WORKFLOW_REF ?? '',
    runId: env.GITHUB_RUN_ID ?? '0',
    runAttempt: Number(env.GITHUB_RUN_ATTEMPT ?? '1'),
    job: env.GITHUB_JOB ?? '',
    step: env.GITHUB_ACTION ?? '',
    event,
    ref,
    sha,
    headSha: pull?.head.sha ?? group?.head_sha ?? sha,
    pullRequest: pull?.number ?? null,
    defaultBranch: pull?.base.ref ?? defaultBranch,
    actorId: env.GITHUB_ACTOR_ID ?? '',
    isPublic: described?.private === false,
    isFork: pull !== undefined && pull.head.repo?.id !== pull.base.repo.id,
    isDependabot: env.GITHUB_ACTOR === 'dependabot[bot]',
    isTrusted: isDefaultBranchRun({ event, ref, defaultBranch }),
    workspace,
    temp,
    toolCache: env.RUNNER_TOOL_CACHE ?? join(temp, 'tool-cache'),
    apiUrl: env.GITHUB_API_URL ?? 'https://api.github.com',
    serverUrl: env.GITHUB_SERVER_URL ?? 'https://github.com',
    payload,
  };
}

function readPayload(path: string | undefined): EventPayload {
  if (!path) return {};
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as EventPayload;
  } catch {
    throw inputProblem({
      where: 'GITHUB_EVENT_PATH',
      what: `the event file ${basename(path)} cannot be read as JSON`,
      next: 'Check the runner.',
    });
  }
}

/** The part of the context that goes into records. */
export const identityOf = (run: RunContext): RunIdentity =>
  Object.fromEntries(identityKeys.map((key) => [key, run[key]])) as RunIdentity;

const identityKeys = Object.keys(runSchema.shape) as readonly (keyof RunIdentity)[];
