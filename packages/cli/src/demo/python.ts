import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError, problemText } from '@ml-actions/core/error';
import { type CommandResult, runCommand } from '@ml-actions/core/exec/command';

/** A Python for the demo's jobs. */
export interface Python {
  /** the virtual environment */
  readonly home: string;
  /** scikit-learn is there; else the story is played with the standard library only */
  readonly packages: boolean;
  /** why not, in one line */
  readonly because: string;
}

const OLDEST = [3, 10] as const;
const candidates = process.platform === 'win32' ? ['python', 'py'] : ['python3', 'python'];
const PIP_TIMEOUT_MS = 10 * 60_000;

/** pip asks nothing, tries once more at most, and compiles nothing. */
const pipArguments = [
  ...['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check'],
  ...['--retries', '1', '--timeout', '15', '--only-binary', ':all:', '--requirement'],
];

export interface PythonOptions {
  /** where environments are kept from one demo to the next */
  readonly cache: string;
  readonly requirements: string;
  /** play the story without packages whether or not they could be had */
  readonly offline: boolean;
  readonly env: NodeJS.ProcessEnv;
  readonly say: (text: string) => void;
}

/**
 * Makes the demo's virtual environment, or takes the one of an earlier demo. Where packages cannot be installed it says
 * why and gives one without.
 *
 * @throws InputError when this machine has no Python that is new enough
 */
export async function preparePython(options: PythonOptions): Promise<Python> {
  const { executable, version } = await findPython(options.env);
  if (options.offline) return bare(options, executable, 'ML_ACTIONS_DEMO_OFFLINE is set');
  const home = join(options.cache, 'demo-venv');
  const wanted = createHash('sha256')
    .update(await readFile(options.requirements))
    .update(version)
    .digest('hex');
  const stamp = join(home, '.requirements');
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === wanted) return { home, packages: true, because: '' };
  options.say('Installing scikit-learn into a virtual environment (once) ...');
  const problem = (await makeEnvironment(options, executable, home)) ?? (await install(options, home));
  if (problem !== undefined) return bare(options, executable, problem);
  await writeFile(stamp, wanted);
  return { home, packages: true, because: '' };
}

async function findPython(env: NodeJS.ProcessEnv): Promise<{ executable: string; version: string }> {
  for (const executable of candidates) {
    const version = await versionOf(executable, env);
    const [major = 0, minor = 0] = version.split('.').map(Number);
    if (major === OLDEST[0] && minor >= OLDEST[1]) return { executable, version };
  }
  throw new InputError(
    problemText({
      where: 'python3',
      what: 'the demo trains and serves a model with Python, and there is none that is new enough on PATH',
      expected: `Python ${OLDEST.join('.')} or newer`,
      next: 'Install it and run `npm run demo` again.',
    }),
  );
}

async function versionOf(executable: string, env: NodeJS.ProcessEnv): Promise<string> {
  try {
    const { stdoutTail } = await runCommand([executable, '-c', "import sys; print('%d.%d' % sys.version_info[:2])"], {
      cwd: '.',
      env,
    });
    return stdoutTail.trim();
  } catch (error) {
    if (error instanceof InputError) return '';
    throw error;
  }
}

const lastLine = ({ stderrTail, stdoutTail }: CommandResult): string =>
  `${stdoutTail}\n${stderrTail}`
    .split('\n')
    .filter((line) => line.trim() !== '')
    .at(-1)
    ?.trim() ?? 'no message';

/** Undefined, or why the environment could not be made. */
async function makeEnvironment({ env }: PythonOptions, executable: string, home: string, ...more: string[]) {
  await rm(home, { recursive: true, force: true });
  await mkdir(home, { recursive: true });
  const made = await runCommand([executable, '-m', 'venv', ...more, home], { cwd: home, env });
  return made.exitCode === 0 ? undefined : `python -m venv: ${lastLine(made)}`;
}

export const binOf = (home: string): string => join(home, process.platform === 'win32' ? 'Scripts' : 'bin');

async function install({ env, requirements }: PythonOptions, home: string): Promise<string | undefined> {
  const python = join(binOf(home), 'python');
  const argv = [python, ...pipArguments, requirements] as const;
  const installed = await runCommand(argv, { cwd: home, env, timeoutMs: PIP_TIMEOUT_MS });
  return installed.exitCode === 0 ? undefined : `pip: ${lastLine(installed)}`;
}

/** An environment with nothing in it: it needs no index, and where Python came without pip not even that. */
async function bare(options: PythonOptions, executable: string, because: string): Promise<Python> {
  const home = join(options.cache, 'demo-venv-bare');
  if (existsSync(join(home, 'pyvenv.cfg'))) return { home, packages: false, because };
  const problem = await makeEnvironment(options, executable, home, '--without-pip');
  if (problem !== undefined)
    throw new InputError(`${problem}. Install Python's venv module and run \`npm run demo\` again.`);
  await putStandIn(options, home);
  return { home, packages: false, because };
}

/** The workflows call pip with a list of packages that is empty in this story. */
const PIP = 'print("nothing to install: the story is played with the standard library only")\n';

async function putStandIn({ env }: PythonOptions, home: string): Promise<void> {
  const argv = [
    join(binOf(home), 'python'),
    '-c',
    "import sysconfig; print(sysconfig.get_paths()['purelib'])",
  ] as const;
  const { stdoutTail } = await runCommand(argv, { cwd: home, env });
  const directory = join(stdoutTail.trim(), 'pip');
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, '__main__.py'), PIP);
}
