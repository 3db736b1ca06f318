import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../packages/build/src/sources.ts';

export interface BundledResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** Runs a built action as the runner does: its `index.js`, inputs and context in the environment, files for commands. */
export function runBundled(
  name: string,
  workspace: string,
  inputs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): Promise<BundledResult> {
  const temp = mkdtempSync(join(tmpdir(), 'runner-'));
  const files = Object.fromEntries(
    ['GITHUB_OUTPUT', 'GITHUB_STATE', 'GITHUB_STEP_SUMMARY'].map((one) => [one, join(temp, one)]),
  );
  for (const file of Object.values(files)) writeFileSync(file, '');
  const context = {
    PATH: process.env.PATH ?? '',
    GITHUB_ACTIONS: 'true',
    GITHUB_REPOSITORY: 'acme/birds',
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_SHA: 'a'.repeat(40),
    GITHUB_REF: 'refs/pull/1/merge',
    GITHUB_RUN_ID: '1001',
    GITHUB_WORKSPACE: workspace,
    RUNNER_TEMP: temp,
  };
  const given = Object.fromEntries(Object.entries(inputs).map(([key, value]) => [`INPUT_${key.toUpperCase()}`, value]));
  return new Promise((resolve) => {
    const options = { cwd: workspace, env: { ...context, ...files, ...given, ...env } };
    const child = execFile(
      process.execPath,
      [join(root, 'actions', name, 'index.js')],
      options,
      (_, stdout, stderr) => {
        const text = readFileSync(files.GITHUB_OUTPUT ?? '', 'utf8');
        const outputs = [...text.matchAll(/^(.+?)<<(.+)\r?\n([\s\S]*?)\r?\n\2$/gm)].map(
          ([, key = '', , value = '']) => [key, value],
        );
        resolve({ exitCode: child.exitCode ?? -1, stdout, stderr, outputs: Object.fromEntries(outputs) });
      },
    );
  });
}
