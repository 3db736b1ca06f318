import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CommitInput, commitFiles } from './commit-files.ts';
import { type Protection, protect } from './environments.ts';
import { git } from './git.ts';
import { openIssue } from './issues.ts';
import { pullJson } from './pull-json.ts';
import { endsOf, type MergeInput, merge, type Pull, testMerge } from './pull-state.ts';
import { repositoryJson } from './repository-json.ts';
import type { Schema } from './route.ts';
import { type Run, type RunFacts, startRun } from './runs.ts';
import { nodeId, userJson } from './user-json.ts';
import type { Repository, World } from './world.ts';

export interface RepositoryOptions {
  /** an existing bare repository; default: a new empty one */
  readonly gitDir?: string;
  readonly private?: boolean;
  /** default: `main` */
  readonly defaultBranch?: string;
}

export interface PullFacts {
  /** the branch (or full ref) that holds the commits, in this repository's bare git directory */
  readonly head: string;
  readonly base?: string;
  readonly title: string;
  readonly body?: string;
  readonly author?: string;
  /** login of the fork's owner, when it comes from a fork */
  readonly fromFork?: string;
  readonly draft?: boolean;
}

export interface Approval {
  readonly environment: string;
  readonly by: string;
  readonly state?: 'approved' | 'rejected';
  readonly comment?: string;
}

/** One repository of the local GitHub, and what people do in it without the API. */
export interface RepositoryHandle {
  readonly owner: string;
  readonly name: string;
  readonly gitDir: string;
  /** for `git clone`; add `http.extraHeader` or a credential helper for a private one */
  readonly cloneUrl: string;
  /** comments, checks, deployments, issues, dispatches, ... as the API would answer them; newest last */
  readonly state: Repository;
  /** A commit on a branch (made if need be) straight in the bare repository; returns its SHA. */
  commit(input: CommitInput): Promise<string>;
  openPull(facts: PullFacts): Promise<number>;
  /** A real merge commit on the base branch; returns its SHA. */
  mergePull(number: number, by?: string, input?: MergeInput): Promise<string>;
  closePull(number: number): void;
  /** The `pull_request` event's payload, as in GITHUB_EVENT_PATH. */
  pullEvent(number: number, action?: string): Promise<object>;
  protect(environment: string, protection: Protection): void;
  /** The rules of a branch: `GET rules/branches/{branch}` answers them, pushes and the Git database API obey them. */
  setRules(branch: string, rules: readonly Schema<'repository-rule-detailed'>[]): void;
  startRun(facts: RunFacts): Promise<Run>;
  /** Records the review of a run's deployment to an environment. */
  approve(run: number, approval: Approval): void;
}

const emptyState = () => ({
  lastNumber: 0,
  issues: [],
  labels: [],
  comments: [],
  pulls: [],
  reviews: [],
  checks: [],
  statuses: [],
  deployments: [],
  deploymentStatuses: [],
  environments: [],
  branchPolicies: [],
  releases: [],
  assetBytes: new Map(),
  runs: [],
  approvals: [],
  dispatches: [],
  rules: new Map(),
  collaborators: new Map(),
  teams: new Map(),
  reactions: [],
  burntTags: new Set<string>(),
});

async function newBare(name: string, branch: string, cleanups: (() => Promise<void>)[]): Promise<string> {
  const parent = await realpath(await mkdtemp(join(tmpdir(), 'local-github-')));
  cleanups.push(() => rm(parent, { recursive: true, force: true, maxRetries: 3 }));
  const gitDir = join(parent, `${name}.git`);
  await git(parent, ['init', '--bare', '--quiet', '-b', branch, gitDir]);
  return gitDir;
}

/** Makes a repository known to the server and returns its handle. */
export async function createRepository(
  world: World,
  cleanups: (() => Promise<void>)[],
  owner: string,
  name: string,
  { gitDir, private: hidden = false, defaultBranch = 'main' }: RepositoryOptions,
): Promise<RepositoryHandle> {
  const fullName = `${owner}/${name}`;
  const state: Repository = {
    ...emptyState(),
    id: world.nextId(),
    owner,
    name,
    fullName,
    gitDir: gitDir ?? (await newBare(name, defaultBranch, cleanups)),
    api: `${world.apiUrl}/repos/${fullName}`,
    html: `${world.serverUrl}/${fullName}`,
    private: hidden,
    defaultBranch,
    createdAt: world.now(),
  };
  world.repositories.set(fullName.toLowerCase(), state);
  return handleOf(world, state);
}

function handleOf(world: World, repo: Repository): RepositoryHandle {
  const user = (login: string) => userJson(world.apiUrl, world.serverUrl, { login, type: 'User' });
  const pullOf = (number: number): Pull => {
    const pull = repo.pulls.find((one) => one.number === number);
    if (!pull) throw new Error(`${repo.fullName} has no pull request ${number}`);
    return pull;
  };
  return {
    owner: repo.owner,
    name: repo.name,
    gitDir: repo.gitDir,
    cloneUrl: `${repo.html}.git`,
    state: repo,
    commit: (input) => commitFiles(repo, input),
    openPull: async ({ head, base = repo.defaultBranch, title, body, author = 'octocat', fromFork, draft = false }) => {
      const { number } = openIssue(world, repo, { title, body, user: user(author), pull: true });
      const pull: Pull = { id: world.nextId(), number, head, base, draft, ...(fromFork && { forkOwner: fromFork }) };
      await endsOf(repo, pull);
      await testMerge(repo, pull);
      repo.pulls.push(pull);
      return number;
    },
    mergePull: (number, by = 'octocat', input = {}) => merge(world, repo, pullOf(number), user(by), input),
    closePull: (number) => {
      const issue = repo.issues.find((one) => one.number === pullOf(number).number);
      if (issue) Object.assign(issue, { state: 'closed', closed_at: world.now(), updated_at: world.now() });
    },
    pullEvent: async (number, action = 'opened') => {
      const pull_request = await pullJson(world, repo, pullOf(number));
      return { action, number, pull_request, repository: repositoryJson(world, repo), sender: pull_request.user };
    },
    protect: (environment, protection) => void protect(world, repo, environment, protection),
    setRules: (branch, rules) => void repo.rules.set(branch, [...rules]),
    startRun: (facts) => startRun(world, repo, facts),
    approve: (run, { environment, by, state = 'approved', comment = '' }) => {
      const id = world.nextId();
      const place = { id, node_id: nodeId('Environment', id), name: environment, url: '', html_url: '' };
      repo.approvals.push({ run, environments: [place], state, user: user(by), comment });
    },
  };
}
