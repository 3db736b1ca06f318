import { arch } from 'node:process';
import type { Event, RunNumbers } from './event.ts';
import type { Forge } from './machine.ts';
import type { Job, Workflow } from './workflow.ts';

/** Directories and files of one job. */
export interface Place {
  readonly workspace: string;
  readonly temp: string;
  readonly toolCache: string;
  readonly eventPath: string;
}

/**
 * The `github` context without the event and the token
 * (https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#github-context).
 */
export function githubFacts(forge: Forge, workflow: Workflow, event: Event, run: RunNumbers, job: Job, place: Place) {
  const { owner, name, id, ownerId } = forge.repository;
  const repository = `${owner}/${name}`;
  return {
    actor: event.actor,
    actor_id: String(ownerId),
    api_url: forge.apiUrl,
    base_ref: event.baseRef ?? '',
    event_name: event.name,
    event_path: place.eventPath,
    graphql_url: `${forge.apiUrl}/graphql`,
    head_ref: event.headRef ?? '',
    job: job.id,
    ref: event.ref,
    ref_name: event.ref.replace(/^refs\/(heads|tags|pull)\//, ''),
    ref_protected: 'false',
    ref_type: 'branch',
    repository,
    repository_id: String(id),
    repository_owner: owner,
    repository_owner_id: String(ownerId),
    retention_days: '90',
    run_attempt: String(run.attempt),
    run_id: String(run.id),
    run_number: String(run.number),
    server_url: forge.serverUrl,
    sha: event.sha,
    triggering_actor: event.actor,
    workflow: workflow.name,
    workflow_ref: `${repository}/${workflow.path}@${event.ref}`,
    workflow_sha: event.sha,
    workspace: place.workspace,
  };
}

export type GithubFacts = ReturnType<typeof githubFacts>;

const systems: Readonly<Record<string, string>> = { linux: 'Linux', darwin: 'macOS', win32: 'Windows' };

/** The `runner` context. */
export const runnerFacts = ({ temp, toolCache }: Place) => ({
  arch: arch.toUpperCase(),
  environment: 'self-hosted',
  name: 'ml-actions demo',
  os: systems[process.platform] ?? process.platform,
  temp,
  tool_cache: toolCache,
});

/**
 * The variables that the runner sets for every step
 * (https://docs.github.com/en/actions/reference/workflows-and-actions/variables).
 */
export function defaultVariables(github: GithubFacts, place: Place): Record<string, string> {
  const upper = (prefix: string, facts: object) =>
    Object.fromEntries(Object.entries(facts).map(([name, value]) => [`${prefix}_${name.toUpperCase()}`, value]));
  return { CI: 'true', GITHUB_ACTIONS: 'true', ...upper('GITHUB', github), ...upper('RUNNER', runnerFacts(place)) };
}
