import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from '../../packages/build/src/sources.ts';
import type { RepositoryHandle } from '../support/github/repository.ts';
import { type GitHub, startGitHub } from '../support/github/server.ts';
import { installAct } from './install-act.ts';

const setupPython = 'actions/setup-python@e797f83bcb11b83ae66e0230d6156d7c80228e7c';
const example = join(root, 'examples', 'birdstrikes');

let program: string;
let github: GitHub;
let folder: string;

beforeAll(async () => {
  program = installAct(join(root, '.cache'));
  folder = mkdtempSync(join(tmpdir(), 'act-'));
  github = await startGitHub();
});
afterAll(async () => {
  await github.close();
  rmSync(folder, { recursive: true, force: true });
});

it('act runs the example’s pull-request workflow in host mode: exit code, comment, check', async () => {
  const repository = await github.repository('acme', 'birdstrikes');
  await repository.commit({ files: exampleFiles(), message: 'First' });
  const params = readFileSync(join(example, '.scenario/1-phase-and-fleet/params.json'), 'utf8');
  const head = await repository.commit({
    branch: 'better',
    from: 'main',
    files: { 'params.json': params },
    message: 'Better',
  });
  const pull = await repository.openPull({ head: 'better', title: 'Better' });

  const failure = await runAct(repository, pull);

  expect(failure).toBe('');
  const { comments, checks } = repository.state;
  expect(comments.map(({ body }) => body)).toEqual([expect.stringContaining('ml-actions:comment')]);
  for (const action of ['validate-data', 'train', 'evaluate-gate'])
    expect(comments[0]?.body).toContain(`"key":"${action}/default"`);
  expect(checks.map(({ name, conclusion, head_sha }) => ({ name, conclusion, head_sha }))).toEqual([
    { name: 'ml-actions / birdstrikes / default', conclusion: 'success', head_sha: head },
  ]);
  expect(github.violations).toEqual([]);
});

/** The example as its first commit holds it, by path. */
function exampleFiles(): Record<string, string> {
  const entries = readdirSync(example, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => !/\.scenario|__pycache__/.test(path));
  return Object.fromEntries(
    paths.map((path) => [path.slice(example.length + 1).replaceAll('\\', '/'), readFileSync(path, 'utf8')]),
  );
}

/** Lets act run the workflow of the pull request's merge commit on this machine; returns the end of a failed run's log. */
async function runAct(repository: RepositoryHandle, pull: number): Promise<string> {
  const workspace = join(folder, 'workspace');
  execFileSync('git', ['clone', '--quiet', repository.gitDir, workspace]);
  execFileSync('git', ['fetch', '--quiet', 'origin', `refs/pull/${pull}/merge`], { cwd: workspace });
  execFileSync('git', ['checkout', '--quiet', '--detach', 'FETCH_HEAD'], { cwd: workspace });
  const event = join(folder, 'event.json');
  writeFileSync(event, JSON.stringify(await repository.pullEvent(pull)));
  const token = github.token({ contents: 'read', pull_requests: 'write', checks: 'write' });
  const environment = {
    GITHUB_API_URL: github.apiUrl,
    GITHUB_SERVER_URL: github.serverUrl,
    GITHUB_REPOSITORY: 'acme/birdstrikes',
  };
  const options = [
    ['-P', 'ubuntu-latest=-self-hosted'],
    ['-e', event],
    ['-W', '.github/workflows/pull-request.yml'],
    ['-s', `GITHUB_TOKEN=${token}`],
    ['--local-repository', `ml-actions/ml-actions@v1=${releasedActions()}`],
    ['--local-repository', `${setupPython}=${preparedPython()}`],
    ['--use-gitignore=false'],
    ...Object.entries(environment).map(([name, value]) => ['--env', `${name}=${value}`]),
  ];
  // not the synchronous call: the local GitHub answers from this process
  const running = promisify(execFile)(program, ['pull_request', ...options.flat()], {
    cwd: workspace,
    env: {
      ...process.env,
      HOME: folder,
      XDG_CACHE_HOME: join(folder, 'cache'),
      PATH: [pythonBin(), process.env.PATH].join(delimiter),
    },
    maxBuffer: 100 * 1024 * 1024,
  });
  return running.then(
    () => '',
    ({ stdout, stderr }: { stdout: string; stderr: string }) => `${stdout}${stderr}`.slice(-8000),
  );
}

/** What a release commit carries of the actions: their contracts, stubs and the bundle. */
function releasedActions(): string {
  const released = join(folder, 'released');
  cpSync(join(root, 'actions'), join(released, 'actions'), {
    recursive: true,
    filter: (path) => !/[\\/](src|node_modules)$/.test(path),
  });
  cpSync(join(root, 'dist'), join(released, 'dist'), { recursive: true });
  return released;
}

/** Stands in for actions/setup-python, which downloads: the virtual environment is on PATH already. */
function preparedPython(): string {
  const action = join(folder, 'setup-python');
  mkdirSync(action);
  writeFileSync(
    join(action, 'action.yml'),
    'name: prepared\ninputs: {python-version: {}}\nruns: {using: node24, main: index.js}\n',
  );
  writeFileSync(join(action, 'index.js'), "console.log('Python is prepared');\n");
  return action;
}

function pythonBin(): string {
  const environment = join(folder, 'venv');
  execFileSync('python3', ['-m', 'venv', environment]);
  return join(environment, 'bin');
}
