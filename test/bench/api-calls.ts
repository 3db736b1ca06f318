import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../packages/build/src/sources.ts';
import { startGitHub } from '../support/github/server.ts';
import { gateFiles, gateWorkspace } from './gate-workspace.ts';

/** Runs the built gate twice on one pull request and lists the REST requests of each run. */
export async function gateRequests(): Promise<readonly (readonly string[])[]> {
  await using github = await startGitHub();
  const repository = await github.repository('acme', 'birds');
  await repository.commit({ files: gateFiles, message: 'First' });
  const head = await repository.commit({
    branch: 'topic',
    from: 'main',
    files: { 'metrics.json': gateFiles['metrics.json'].replace('0.84', '0.85') },
    message: 'Better',
  });
  const pull = await repository.openPull({ head: 'topic', title: 'Better' });
  const runs: string[][] = [];
  for (const runId of ['11', '12']) {
    const before = github.requests.length;
    const { folder, env } = gateWorkspace();
    writeFileSync(join(folder, 'event.json'), JSON.stringify(await repository.pullEvent(pull)));
    await runGate(folder, {
      ...env,
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_EVENT_PATH: join(folder, 'event.json'),
      GITHUB_REF: `refs/pull/${pull}/merge`,
      GITHUB_SHA: head,
      GITHUB_RUN_ID: runId,
      GITHUB_API_URL: github.apiUrl,
      GITHUB_SERVER_URL: github.serverUrl,
      ACTIONS_RUNTIME_TOKEN: github.runtimeToken(Number(runId), 'gate'),
      ACTIONS_RESULTS_URL: github.resultsUrl,
      'INPUT_GITHUB-TOKEN': github.token({ contents: 'read', pull_requests: 'write', checks: 'write' }),
    });
    const requests = github.requests.slice(before).filter(({ path }) => path.startsWith('/repos/'));
    runs.push(requests.map(({ method, path }) => `${method} ${path.split('?')[0]}`));
  }
  return runs;
}

async function runGate(cwd: string, env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(process.execPath, [join(root, 'actions', 'evaluate-gate', 'index.js')], {
    cwd,
    env,
    stdio: 'ignore',
  });
  await once(child, 'exit');
}
