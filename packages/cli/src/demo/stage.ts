import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import {
  type GitHub,
  type Permissions,
  type RepositoryHandle,
  startGitHub,
} from '../../../../test/support/github/server.ts';
import type { Machine } from '../workflow/machine.ts';
import { checkout } from '../workflow/stand-in/checkout.ts';
import { setupPython } from '../workflow/stand-in/setup-python.ts';
import { exampleFiles, type Proposal, proposals } from './example.ts';
import { type Production, startProduction } from './production.ts';
import { binOf, type Python } from './python.ts';
import type { Narrator } from './terminal.ts';

export const MODEL = 'birdstrikes';
export const ENVIRONMENT = 'production';
export const STORE = 'ml-records';
const OWNER = 'aviary';

/** Everything that the story plays on: the forge, the repository, the machine that serves, the machine that runs jobs. */
export interface Stage extends AsyncDisposable {
  readonly github: GitHub;
  readonly repository: RepositoryHandle;
  readonly production: Production;
  readonly machine: Machine;
  readonly proposals: readonly Proposal[];
  readonly narrator: Narrator;
  /** commits the example as the repository's first commit; returns its SHA */
  readonly firstCommit: () => Promise<string>;
}

export interface StageOptions {
  /** the root of this repository */
  readonly root: string;
  readonly python: Python;
  readonly narrator: Narrator;
  readonly cancel: AbortSignal;
  readonly env: NodeJS.ProcessEnv;
}

/** What a job must not inherit from the machine: it gets its own. */
const FOREIGN = /^(GITHUB|RUNNER|INPUT|STATE|ACTIONS|ML_ACTIONS|GIT|NODE_OPTIONS|VIRTUAL_ENV|PYTHON|VITEST|npm)(_|$)/i;

/** The environment of jobs and of the server: the machine's, without anything that a runner or a person set for others. */
export function plainEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  const own = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const direct = [env.NO_PROXY ?? env.no_proxy, '127.0.0.1', '.localhost'].filter(Boolean).join(',');
  const quiet = { PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_NO_INPUT: '1', NO_PROXY: direct, no_proxy: direct };
  return { ...Object.fromEntries(own.filter(([name]) => !FOREIGN.test(name))), ...quiet };
}

/** Sets the stage in a temporary directory; disposing it ends every process and leaves nothing behind. */
export async function setStage({ root, python, narrator, cancel, env: given }: StageOptions): Promise<Stage> {
  const env = plainEnvironment(given);
  const home = await realpath(await mkdtemp(join(tmpdir(), 'ml-actions-demo-')));
  const example = join(root, 'examples', MODEL);
  const executable = join(binOf(python.home), 'python');
  const github = await startGitHub();
  const production = await startProduction(join(home, ENVIRONMENT), example, executable, env);
  const repository = await github.repository(OWNER, MODEL);
  repository.protect(ENVIRONMENT, {});
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const secrets = { ML_SIGNING_KEY: String(privateKey.export({ type: 'pkcs8', format: 'pem' })) };
  const files = await exampleFiles(example, {
    publicKey: String(publicKey.export({ type: 'spki', format: 'pem' })),
    packages: python.packages,
    serving: { path: production.directory, url: production.url, reloadCommand: reloadBy(production.reloadUrl) },
  });
  return {
    ...{ github, repository, production, narrator },
    proposals: await proposals(example),
    machine: machineFor({ root, home, python, env, cancel, github, repository, secrets }),
    firstCommit: () => repository.commit({ files, message: 'Predict damage by bird strikes' }),
    async [Symbol.asyncDispose]() {
      await production[Symbol.asyncDispose]();
      await github.close();
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** A command that every machine with this repository's Python has. */
const reloadBy = (url: string): readonly string[] => [
  ...['python', '-c', `import urllib.request; urllib.request.urlopen('${url}', b'')`],
];

interface MachineParts {
  readonly root: string;
  readonly home: string;
  readonly python: Python;
  readonly env: Record<string, string>;
  readonly cancel: AbortSignal;
  readonly github: GitHub;
  readonly repository: RepositoryHandle;
  readonly secrets: Record<string, string>;
}

function machineFor({ root, home, python, env, cancel, github, repository, secrets }: MachineParts): Machine {
  const { owner, name, state } = repository;
  const actions: Readonly<Record<string, Machine['action']>> = {
    'actions/checkout': () => checkout,
    'actions/setup-python': () => setupPython(python.home),
  };
  return {
    root: join(home, 'runner'),
    node: process.execPath,
    env: { ...env, PATH: [env.PATH ?? ''].join(delimiter) },
    secrets,
    cancel,
    action: (uses) => {
      const [path = ''] = uses.split('@');
      const own = /^ml-actions\/ml-actions\/(actions\/[a-z-]+)$/.exec(path)?.[1];
      return own ? join(root, own) : actions[path]?.(uses);
    },
    forge: {
      ...{ serverUrl: github.serverUrl, apiUrl: github.apiUrl, resultsUrl: github.resultsUrl },
      repository: { owner, name, id: state.id, ownerId: state.id + 1 },
      token: (permissions) => github.token(spelled(permissions)),
      runtimeToken: (run, job) => github.runtimeToken(run, job),
    },
  };
}

/** A workflow writes `pull-requests`, the REST API `pull_requests`. */
const spelled = (permissions: Readonly<Record<string, string>>): Permissions =>
  Object.fromEntries(Object.entries(permissions).map(([name, level]) => [name.replaceAll('-', '_'), level]));
