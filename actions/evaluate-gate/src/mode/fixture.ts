import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzip } from '@ml-actions/core/path/unzip';
import { createArtifact, finalize } from '../../../../test/support/github/artifact-store.ts';
import { ALL, type Scene, scene } from '../../../../test/support/github/fixture.ts';
import { git } from '../../../../test/support/github/git.ts';
import type { Permissions } from '../../../../test/support/github/permissions.ts';
import { writeFiles } from '../../../../test/support/registered.ts';
import { runAction, type StepResult } from '../../../../test/support/run-action.ts';
import { type ZipEntry, zipOf } from '../../../../test/support/zip.ts';

/** What GitHub grants the token of a fork's run. */
const READ: Permissions = {
  contents: 'read',
  pull_requests: 'read',
  actions: 'read',
  checks: 'read',
  statuses: 'read',
};
/** What examples/birdstrikes/.github/workflows/report.yml and accept.yml ask for. */
const POSTER: Permissions = { actions: 'read', checks: 'write', contents: 'write', pull_requests: 'write' };

export interface PullRun {
  readonly files: Readonly<Record<string, unknown>>;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly runId?: number;
}

/** A repository on the local GitHub where runs hand their records over as artifacts. */
export interface ModeStage extends AsyncDisposable {
  readonly on: Scene;
  readonly store: string;
  nextRun(): number;
  /** A push to main by the commit's own code: baselines and evidence. */
  push(sha: string, run: PullRun): Promise<StepResult>;
  /** The gate for a merge group that adds the pull request to main, at this commit. */
  queue(number: number, sha: string, run: PullRun): Promise<StepResult>;
  /** Makes a run of the pull request known to GitHub. */
  start(number: number, runId: number, facts?: { actor?: string; name?: string; at?: string }): Promise<void>;
  /** The gate as a step of that run: with a read-only token when the pull request is a fork's or Dependabot's. */
  gate(number: number, run: PullRun & { readonly runId: number; readonly action?: string }): Promise<StepResult>;
  /** Uploads an archive to a run, as anybody's code could. */
  upload(runId: number, name: string, entries: readonly ZipEntry[] | Buffer): void;
  /** The record that a gate of the run uploaded. */
  recordOf(runId: number): Promise<Forgeable>;
  report(runId: number, inputs?: Readonly<Record<string, string>>): Promise<StepResult>;
  /** Somebody comments; the handler answers. Returns its step and the last comment. */
  command(
    number: number,
    login: string,
    body: string,
    tamper?: Tamper,
  ): Promise<StepResult & { readonly reply: string }>;
  comments(number: number): readonly string[];
  checks(sha: string): readonly string[];
}

/** A record as JSON, to be changed by those who forge it. */
export interface Forgeable {
  readonly predicate: Record<string, unknown> & { readonly id: string; readonly run: Record<string, unknown> };
}

export interface Tamper {
  /** the comment's text and time when the handler looks */
  readonly editedTo?: string;
  readonly type?: 'Bot';
  readonly action?: string;
  /** happens between the comment and its handler */
  readonly meanwhile?: () => Promise<unknown>;
}

export async function openModeStage(): Promise<ModeStage> {
  const on = await scene();
  const { github, repository } = on;
  const root = await realpath(await mkdtemp(join(tmpdir(), 'ml-mode-stage-')));
  const store = join(root, 'store');
  let last = 7000;
  const nextRun = () => ++last;

  const play = async (
    action: string,
    sha: string,
    event: object,
    { files = {}, inputs = {}, env = {} }: Partial<PullRun>,
    token: string,
  ): Promise<StepResult> => {
    const at = join(root, `step-${nextRun()}`);
    await git(root, ['clone', '--quiet', '--no-checkout', repository.gitDir, at]);
    await git(at, ['checkout', '--quiet', '--detach', sha]);
    await writeFiles(at, texts(files));
    const eventFile = `${at}.json`;
    await writeFile(eventFile, JSON.stringify(event));
    return runAction(action, {
      workspace: at,
      inputs: { 'github-token': token, store: `file:${store}`, ...inputs },
      env: {
        GITHUB_API_URL: github.apiUrl,
        GITHUB_SERVER_URL: github.serverUrl,
        GITHUB_REPOSITORY: 'octo/models',
        GITHUB_EVENT_PATH: eventFile,
        GITHUB_WORKFLOW: 'model',
        GITHUB_SHA: sha,
        GITHUB_REF: 'refs/heads/main',
        ...env,
      },
    });
  };

  const repositoryEvent = { id: repository.state.id, default_branch: 'main', private: false };
  const pullOf = (number: number) => repository.state.pulls.find((pull) => pull.number === number);
  const headOf = async (number: number): Promise<string> => {
    const event = (await repository.pullEvent(number)) as { pull_request: { head: { sha: string } } };
    return event.pull_request.head.sha;
  };
  const main = () => git(repository.gitDir, ['rev-parse', 'refs/heads/main']);
  const own = (number: number) =>
    repository.state.comments.filter((one) => one.issue_url.endsWith(`/${number}`)).map(({ body }) => body ?? '');

  return {
    on,
    store,
    nextRun,
    push: (sha, run) =>
      play(
        'evaluate-gate',
        sha,
        { repository: repositoryEvent, after: sha },
        { ...run, env: { GITHUB_EVENT_NAME: 'push', GITHUB_RUN_ID: String(nextRun()), ...run.env } },
        github.token(ALL),
      ),
    async queue(number, sha, run) {
      const base = await main();
      const ref = `refs/heads/gh-readonly-queue/main/pr-${number}-${base}`;
      const group = { head_sha: sha, base_sha: base, head_ref: ref };
      const env = { GITHUB_EVENT_NAME: 'merge_group', GITHUB_REF: ref, GITHUB_RUN_ID: String(nextRun()), ...run.env };
      const event = { action: 'checks_requested', merge_group: group, repository: repositoryEvent };
      return play('evaluate-gate', sha, event, { ...run, env }, github.token(ALL));
    },
    async start(number, runId, { actor = 'octocat', name = 'model', at } = {}) {
      const pull = pullOf(number);
      const run = await repository.startRun({
        id: runId,
        workflow: `.github/workflows/${name}.yml`,
        name,
        event: 'pull_request',
        headSha: await headOf(number),
        headBranch: pull?.head ?? '',
        actor,
        ...(pull?.forkOwner ? { fork: pull.forkOwner } : { pulls: [number] }),
      });
      if (at) Object.assign(run, { run_started_at: at, created_at: at });
    },
    async gate(number, { runId, action = 'evaluate-gate', ...run }) {
      const event = await repository.pullEvent(number);
      const actor = repository.state.runs.find(({ id }) => id === runId)?.actor?.login ?? '';
      const readOnly = pullOf(number)?.forkOwner !== undefined || actor === 'dependabot[bot]';
      const env = {
        GITHUB_EVENT_NAME: 'pull_request',
        GITHUB_REF: `refs/pull/${number}/merge`,
        GITHUB_RUN_ID: String(runId),
        GITHUB_ACTOR: actor,
        ACTIONS_RUNTIME_TOKEN: github.runtimeToken(runId, `job-${nextRun()}`),
        ACTIONS_RESULTS_URL: github.resultsUrl,
        ...run.env,
      };
      return play(action, await headOf(number), event, { ...run, env }, github.token(readOnly ? READ : ALL));
    },
    upload(runId, name, entries) {
      const artifact = createArtifact(github.world, { run: String(runId), job: 'job', name, archive: true });
      if (!artifact) throw new Error(`run ${runId} has an artifact ${name}`);
      const bytes = Buffer.isBuffer(entries) ? entries : zipOf(entries);
      const blob = github.world.blobs.get(artifact.blobKey);
      if (blob) Object.assign(blob, { content: bytes, contentType: 'application/zip' });
      finalize(github.world, artifact, bytes.length);
    },
    async recordOf(runId) {
      const artifact = github.world.artifacts.find(
        ({ run, name }) => run === String(runId) && /gate.*-\d+$/.test(name),
      );
      const at = join(root, `record-${nextRun()}`);
      await writeFiles(root, { 'record.zip': github.world.blobs.get(artifact?.blobKey ?? '')?.content ?? '' });
      const limits = { entries: 1, bytes: 1e6 };
      await mkdir(at);
      const [name = ''] = await unzip(join(root, 'record.zip'), at, () => true, limits, 'record');
      return JSON.parse(await readFile(join(at, name), 'utf8')) as Forgeable;
    },
    report: async (runId, inputs = {}) =>
      play(
        'evaluate-gate',
        await main(),
        { action: 'completed', workflow_run: { id: runId }, repository: repositoryEvent },
        {
          inputs: { mode: 'report', ...inputs },
          env: { GITHUB_EVENT_NAME: 'workflow_run', GITHUB_WORKFLOW: 'report' },
        },
        github.token(POSTER),
      ),
    async command(number, login, body, { editedTo, type, action = 'created', meanwhile } = {}) {
      const said = on.client({ pull_requests: 'write' });
      const { data } = await said.rest.issues.createComment({ ...on.where, issue_number: number, body });
      const comment = repository.state.comments.find(({ id }) => id === data.id);
      if (comment?.user) {
        const { userJson } = await import('../../../../test/support/github/user-json.ts');
        comment.user = userJson(github.apiUrl, github.serverUrl, { login, type: type ?? 'User' });
      }
      const later = new Date(Date.parse(data.created_at) + 60_000).toISOString();
      if (comment && editedTo !== undefined) Object.assign(comment, { body: editedTo, updated_at: later });
      await meanwhile?.();
      const event = {
        action,
        issue: { number, pull_request: {} },
        comment: { id: data.id, body },
        repository: repositoryEvent,
      };
      const step = await play(
        'evaluate-gate',
        await main(),
        event,
        { inputs: { mode: 'accept' }, env: { GITHUB_EVENT_NAME: 'issue_comment', GITHUB_WORKFLOW: 'accept' } },
        github.token(POSTER),
      );
      const replies = repository.state.comments.filter(
        ({ id, issue_url }) => id > data.id && issue_url.endsWith(`/${number}`),
      );
      return { ...step, reply: replies.at(-1)?.body ?? '' };
    },
    comments: own,
    checks: (sha) =>
      repository.state.checks
        .filter(({ head_sha }) => head_sha === sha)
        .map(({ name, conclusion, output }) => `${name}: ${conclusion} - ${output.title}`),
    async [Symbol.asyncDispose]() {
      await on[Symbol.asyncDispose]();
      await rm(root, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

const texts = (files: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(files).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
