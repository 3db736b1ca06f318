import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Workspace {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}

/** A folder with these files, and the environment of a step of a job in it that has no token. */
export function workspace(files: Readonly<Record<string, string>>, inputs: NodeJS.ProcessEnv): Workspace {
  const folder = mkdtempSync(join(tmpdir(), 'bench-workspace-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const temp = join(folder, 'temp');
  mkdirSync(temp);
  for (const name of ['output', 'state', 'summary']) writeFileSync(join(temp, name), '');
  const env = {
    PATH: process.env.PATH,
    GITHUB_ACTIONS: 'true',
    GITHUB_REPOSITORY: 'acme/birds',
    GITHUB_EVENT_NAME: 'push',
    GITHUB_SHA: 'a'.repeat(40),
    GITHUB_REF: 'refs/heads/topic',
    GITHUB_RUN_ID: '1',
    GITHUB_WORKSPACE: folder,
    GITHUB_OUTPUT: join(temp, 'output'),
    GITHUB_STATE: join(temp, 'state'),
    GITHUB_STEP_SUMMARY: join(temp, 'summary'),
    RUNNER_TEMP: temp,
    ...inputs,
  };
  return { folder, env };
}
