import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { type Scene, scene } from './fixture.ts';

const run = promisify(execFile);
const CLIENT = fileURLToPath(new URL('./artifact-client.ts', import.meta.url));

/** Seven processes, each of which loads the whole client. */
const SLOW = { timeout: 90_000 };

/** Runs GitHub's own artifact client in a process of its own, with the environment a job has. */
async function artifact<T>({ github }: Scene, runId: number, ...args: string[]): Promise<T> {
  const env = {
    ...process.env,
    ACTIONS_RUNTIME_TOKEN: github.runtimeToken(runId, 'job-1'),
    ACTIONS_RESULTS_URL: github.resultsUrl,
    GITHUB_SERVER_URL: github.serverUrl,
    GITHUB_API_URL: github.apiUrl,
  };
  const { stdout } = await run(process.execPath, [CLIENT, ...args], { env });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as T;
}

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'artifacts-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  await mkdir(join(path, 'in', 'deep'), { recursive: true });
  await writeFile(join(path, 'in', 'record.json'), '{"verdict":"pass"}\n');
  await writeFile(join(path, 'in', 'deep', 'model.bin'), Buffer.alloc(9 * 1024 * 1024, 7));
  return path;
}

interface Listed {
  id: number;
  name: string;
  size: number;
  digest: string;
}

test('the real client uploads, lists, downloads and deletes; the REST API sees the same', SLOW, async () => {
  await using local = await scene();
  const { octokit, where, repository } = local;
  const facts = { workflow: '.github/workflows/ci.yml', event: 'push', headSha: local.first, headBranch: 'main' };
  const { id: run_id } = await repository.startRun(facts);
  const path = await folder();
  const files = [join(path, 'in', 'record.json'), join(path, 'in', 'deep', 'model.bin')];
  const sent = await artifact<Listed>(local, run_id, 'upload', 'gate-1', join(path, 'in'), ...files);
  const listed = await artifact<Listed[]>(local, run_id, 'list');
  expect(listed).toMatchObject([{ name: 'gate-1', id: sent.id, size: sent.size, digest: `sha256:${sent.digest}` }]);
  expect(await artifact(local, run_id + 1, 'list')).toEqual([]);

  const rest = await octokit.rest.actions.listWorkflowRunArtifacts({ ...where, run_id, name: 'gate-1' });
  expect(rest.data.artifacts).toMatchObject([
    { id: sent.id, digest: `sha256:${sent.digest}`, workflow_run: { id: run_id } },
  ]);
  const zip = await octokit.rest.actions.downloadArtifact({ ...where, artifact_id: sent.id, archive_format: 'zip' });
  expect((zip.data as ArrayBuffer).byteLength).toBe(sent.size);

  await artifact(local, run_id, 'download', String(sent.id), join(path, 'out'));
  expect(await readFile(join(path, 'out', 'record.json'), 'utf8')).toBe('{"verdict":"pass"}\n');
  expect((await readFile(join(path, 'out', 'deep', 'model.bin'))).length).toBe(9 * 1024 * 1024);

  const twice = artifact(local, run_id, 'upload', 'gate-1', join(path, 'in'), ...files);
  await expect(twice).rejects.toThrow(/artifact with this name already exists/);
  await artifact(local, run_id, 'delete', 'gate-1');
  expect(await artifact(local, run_id, 'list')).toEqual([]);
  expect(local.github.violations).toEqual([]);
});

test('a token of another run is refused', async () => {
  await using local = await scene();
  const { github } = local;
  const url = `${github.apiUrl}/twirp/github.actions.results.api.v1.ArtifactService/ListArtifacts`;
  const headers = { authorization: `Bearer ${github.runtimeToken(1, 1)}` };
  const ask = (run: string) =>
    fetch(url, { method: 'POST', headers, body: JSON.stringify({ workflow_run_backend_id: run }) });
  expect((await ask('1')).status).toBe(200);
  expect((await ask('2')).status).toBe(401);
});
