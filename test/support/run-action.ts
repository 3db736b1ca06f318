import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { withFileLimit } from './file-limit.ts';

export interface StepOptions {
  readonly workspace: string;
  /** the step's `with:` */
  readonly inputs: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** the script and its arguments; the action from its sources where it is not given */
  readonly script?: readonly [string, ...string[]];
  /** no file may grow larger: writing more is refused as by a full disk; not on Windows */
  readonly fileKiB?: number;
}

/** A step as the runner sees it when it has ended. */
export interface StepResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
}

export interface RunningStep {
  readonly child: ChildProcess;
  readonly ended: Promise<StepResult>;
}

const entry = fileURLToPath(new URL('action-process.ts', import.meta.url));

/** Starts an action the way the runner starts a step: `INPUT_*`, `GITHUB_*` and the files for its commands. No network. */
export async function startAction(
  name: string,
  { workspace, inputs, env = {}, script = [entry, name], fileKiB }: StepOptions,
): Promise<RunningStep> {
  const temp = join(workspace, '.runner');
  await mkdir(temp, { recursive: true });
  const files = { output: join(temp, 'output'), summary: join(temp, 'summary'), state: join(temp, 'state') };
  for (const file of Object.values(files)) await writeFile(file, '');
  const given = Object.entries(inputs).map(([key, value]) => [`INPUT_${key.toUpperCase()}`, value]);
  const node = [process.execPath, ...script];
  const [program = '', ...args] = fileKiB === undefined ? node : withFileLimit(fileKiB, node);
  const child = spawn(program, args, {
    cwd: workspace,
    env: {
      PATH: process.env.PATH,
      HOME: temp,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      GITHUB_ACTIONS: 'true',
      GITHUB_REPOSITORY: 'acme/birds',
      // Where a test names no GitHub there is none: no test asks the real one, and none waits for one to come back.
      GITHUB_SERVER_URL: pathToFileURL(join(temp, 'no-github')).href,
      GITHUB_API_URL: 'http://127.0.0.1:9',
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_SHA: 'a'.repeat(40),
      GITHUB_REF: 'refs/pull/1/merge',
      GITHUB_RUN_ID: '1001',
      GITHUB_WORKSPACE: workspace,
      GITHUB_OUTPUT: files.output,
      GITHUB_STEP_SUMMARY: files.summary,
      GITHUB_STATE: files.state,
      RUNNER_TEMP: temp,
      ...env,
      ...Object.fromEntries(given),
    },
  });
  return { child, ended: resultOf(child, files) };
}

/** Runs an action as a step, to its end. */
export const runAction = async (name: string, options: StepOptions): Promise<StepResult> =>
  (await startAction(name, options)).ended;

async function resultOf(child: ChildProcess, files: { output: string; summary: string }): Promise<StepResult> {
  const text = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk) => {
    text.stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    text.stderr += chunk;
  });
  const [exitCode] = (await once(child, 'close')) as [number | null];
  const outputs = readOutputs(await readFile(files.output, 'utf8'));
  return { exitCode, ...text, outputs, summary: await readFile(files.summary, 'utf8') };
}

/** The runner's own form: `name<<DELIMITER`, the value, `DELIMITER`. */
const readOutputs = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/^(.+?)<<(.+)\r?\n([\s\S]*?)\r?\n\2$/gm)].map(([, key = '', , value = '']) => [key, value]),
  );
