import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ALL, type Scene, scene } from '../../../test/support/github/fixture.ts';
import { git } from '../../../test/support/github/git.ts';
import { writeFiles } from '../../../test/support/registered.ts';
import { runAction, type StepResult } from '../../../test/support/run-action.ts';

/** `ml-actions.yml` with this policy; the hand-over is a directory, so that jobs see each other's records. */
export const configText = (handover: string, policy?: object): string =>
  [
    'version: 1',
    `handover: file:${handover}`,
    ...(policy === undefined ? [] : [`evaluate-gate:\n  policy: ${JSON.stringify(policy)}`]),
    '',
  ].join('\n');

/** What training left in the job's folder: file -> text or a value to be written as JSON. */
export type Left = Readonly<Record<string, unknown>>;

export interface Run {
  readonly left: Left;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly runId?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A repository on the local GitHub, its record store, and runs of the gate as the runner makes them. */
export interface Stage extends AsyncDisposable {
  readonly scene: Scene;
  readonly handover: string;
  readonly store: string;
  /** A push to main: the gate's record goes into the store. */
  push(sha: string, run: Run): Promise<StepResult>;
  pull(number: number, run: Run): Promise<StepResult>;
  /** bodies of the comments on a pull request */
  comments(number: number): readonly string[];
  /** checks of a commit: `name: conclusion - title` */
  checks(sha: string): readonly string[];
}

export async function openStage(): Promise<Stage> {
  const on = await scene();
  const root = await realpath(await mkdtemp(join(tmpdir(), 'ml-gate-stage-')));
  const places = { handover: join(root, 'handover'), store: join(root, 'store') };
  let last = 1000;

  const play = async (sha: string, event: object, env: Record<string, string>, run: Run): Promise<StepResult> => {
    last += 1;
    const workspace = join(root, `run-${last}`);
    await git(root, ['clone', '--quiet', '--no-checkout', on.repository.gitDir, workspace]);
    await git(workspace, ['checkout', '--quiet', '--detach', sha]);
    await writeFiles(workspace, texts(run.left));
    const eventFile = join(root, `event-${last}.json`);
    await writeFile(eventFile, JSON.stringify(event));
    return runAction('evaluate-gate', {
      workspace,
      inputs: {
        'github-token': on.github.token(ALL),
        store: `file:${places.store}`,
        candidate: 'metrics.json',
        ...run.inputs,
      },
      env: {
        GITHUB_API_URL: on.github.apiUrl,
        GITHUB_SERVER_URL: on.github.serverUrl,
        GITHUB_REPOSITORY: 'octo/models',
        GITHUB_EVENT_PATH: eventFile,
        GITHUB_WORKFLOW: 'model',
        GITHUB_SHA: sha,
        GITHUB_RUN_ID: run.runId ?? String(last),
        ...env,
        ...run.env,
      },
    });
  };

  return {
    scene: on,
    ...places,
    push: (sha, run) => {
      const event = { repository: { id: 1, default_branch: 'main', private: false }, after: sha };
      return play(sha, event, { GITHUB_EVENT_NAME: 'push', GITHUB_REF: 'refs/heads/main' }, run);
    },
    pull: async (number, run) => {
      const event = await on.repository.pullEvent(number);
      const { head } = (event as { pull_request: { head: { sha: string } } }).pull_request;
      const ref = `refs/pull/${number}/merge`;
      return play(head.sha, event, { GITHUB_EVENT_NAME: 'pull_request', GITHUB_REF: ref }, run);
    },
    comments: (number) =>
      on.repository.state.comments.filter((one) => one.issue_url.endsWith(`/${number}`)).map(({ body }) => body ?? ''),
    checks: (sha) =>
      on.repository.state.checks
        .filter(({ head_sha }) => head_sha === sha)
        .map(({ name, conclusion, output }) => `${name}: ${conclusion} - ${output.title}`),
    async [Symbol.asyncDispose]() {
      await on[Symbol.asyncDispose]();
      await rm(root, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

const texts = (left: Left): Record<string, string> =>
  Object.fromEntries(
    Object.entries(left).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
