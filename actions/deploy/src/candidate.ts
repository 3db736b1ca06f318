import { type AddressInfo, createServer } from 'node:net';
import { messageOf } from '@ml-actions/core/error';
import { type CommandResult, runCommand } from '@ml-actions/core/exec/command';
import type { Env } from '@ml-actions/core/runner/context';
import { Unproven } from './probe.ts';

export interface CandidateCommand {
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  readonly env: Env;
  readonly release: string;
  readonly digest: string;
  readonly signal: AbortSignal;
}

/**
 * Runs `probe` against the candidate, started on a free loopback port, and ends it afterwards.
 *
 * @param probe gets the base address, and a way to learn that the candidate has ended already
 * @throws Unproven when it cannot be started; whatever `probe` throws
 */
export async function withCandidate<T>(
  command: CandidateCommand,
  probe: (base: string, stopped: () => string | null) => Promise<T>,
): Promise<T> {
  const port = await freePort();
  const stop = new AbortController();
  const cancel = () => stop.abort();
  command.signal.addEventListener('abort', cancel, { once: true });
  let ended: string | null = null;
  const end = (why: string) => {
    ended = why;
  };
  const options = { cwd: command.cwd, env: childEnv(command, port), abort: stop.signal };
  const running = runCommand(filled(command, port), options).then(
    (result) => end(endText(result)),
    (error: unknown) => end(messageOf(error)),
  );
  try {
    return await probe(`http://127.0.0.1:${port}`, () => ended);
  } finally {
    stop.abort();
    command.signal.removeEventListener('abort', cancel);
    await running;
  }
}

/** Fills `{release}`, `{port}` and `{digest}` into an argument vector; no shell sees them. */
export const filled = (
  { argv, release, digest }: Pick<CandidateCommand, 'argv' | 'release' | 'digest'>,
  port: number | null,
): [string, ...string[]] => {
  const fill = (argument: string) =>
    argument.replaceAll(/\{(release|port|digest)\}/g, (_, name: string) =>
      name === 'release' ? release : name === 'port' ? String(port ?? '') : digest,
    );
  const [file, ...rest] = argv;
  return [fill(file), ...rest.map(fill)];
};

const SECRET = /^(INPUT_|STATE_|ACTIONS_)|TOKEN|SECRET|PASSWORD|PRIVATE_KEY/i;

/** The job's environment without what a model server has no business to know. */
export const childEnv = ({ env, digest }: Pick<CandidateCommand, 'env' | 'digest'>, port: number | null): Env => ({
  ...Object.fromEntries(Object.entries(env).filter(([name]) => !SECRET.test(name))),
  ML_MODEL_DIGEST: digest,
  ...(port !== null && { PORT: String(port) }),
});

/** How a command ended, on one line; its output is untrusted text. */
export function endText({ exitCode, signal, stderrTail }: CommandResult): string {
  const last =
    stderrTail
      .trim()
      .split(/[\r\n]+/)
      .at(-1) ?? '';
  return `the command ended (${signal ?? `exit code ${exitCode}`})${last && `: ${last.slice(0, LINE_SHOWN)}`}`;
}

const LINE_SHOWN = 300;

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => reject(new Unproven(`no free port on the loopback interface (${error.message})`)));
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
