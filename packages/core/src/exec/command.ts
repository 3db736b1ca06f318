import { type ChildProcess, spawn } from 'node:child_process';
import { InputError, problemText } from '../error.ts';
import { quoted } from '../path/inside.ts';
import { signalGroup } from './group.ts';
import { lineSplitter } from './lines.ts';

/** Environment of a child: exactly this, nothing is inherited. */
export type Env = Readonly<Record<string, string | undefined>>;

export type Stream = 'stdout' | 'stderr';

export interface CommandOptions {
  readonly cwd: string;
  readonly env: Env;
  /** written to the child's stdin, which is closed otherwise */
  readonly input?: string | Uint8Array;
  /** milliseconds; none: as long as it takes */
  readonly timeoutMs?: number;
  /** milliseconds between the polite signal and SIGKILL to the group */
  readonly graceMs?: number;
  /** the same after a signal to this process, whose own time is short; default: `graceMs` */
  readonly interruptGraceMs?: number;
  /** every line of output (split at `\n` and `\r`, which `redrawn` tells apart); untrusted text */
  readonly onLine?: (line: string, stream: Stream, redrawn: boolean) => void;
  /** raw bytes of stdout, for callers that need them whole */
  readonly onStdout?: (chunk: Uint8Array) => void;
  /** aborting stops the child like a timeout does, but `timedOut` stays false */
  readonly abort?: AbortSignal;
}

export interface CommandResult {
  /** null when a signal ended it */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly timedOut: boolean;
  /** the signal this process received and forwarded while the child ran */
  readonly interrupted: NodeJS.Signals | null;
  /** the end of the output, at most 64 KiB each */
  readonly stdoutTail: string;
  readonly stderrTail: string;
}

/** The runner sends SIGTERM 7.5 s after SIGINT and kills 2.5 s later (research: train-and-local, finding 9). */
const DEFAULT_GRACE_MS = 7_000;
/** As the runner does: how long pipes inherited by left-over children may stay open after the command's own end. */
const PIPES_MS = 5_000;
const TAIL_BYTES = 64 * 1024;
const FORWARDED = ['SIGINT', 'SIGTERM'] as const;

/**
 * Runs a command given as an argument vector, never through a shell, in a process group of its own. SIGINT and SIGTERM
 * to this process are forwarded to the group; after the grace time, at a timeout or an abort the group is ended.
 *
 * @throws InputError when the command cannot be started (not found, not executable, no such directory); a command that
 * fails is a result, not an error
 */
export async function runCommand(
  argv: readonly [string, ...string[]],
  options: CommandOptions,
): Promise<CommandResult> {
  const [file, ...args] = argv;
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: { ...options.env },
    detached: process.platform !== 'win32',
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const ended = endOf(child, file);
  const tails = readOutput(child, options);
  const stopper = stopWhenAsked(child, options);
  child.stdin?.on('error', ignoreClosedPipe);
  child.stdin?.end(options.input);
  try {
    const { exitCode, signal } = await ended;
    return { exitCode, signal, ...stopper.why(), stdoutTail: tails.stdout(), stderrTail: tails.stderr() };
  } finally {
    stopper.release();
  }
}

/** Resolves when the command has ended and its pipes are closed, at most PIPES_MS after its end. */
function endOf(child: ChildProcess, file: string): Promise<Pick<CommandResult, 'exitCode' | 'signal'>> {
  return new Promise((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        new InputError(problemText({ where: quoted(file), what: `the command cannot be started (${error.code})` })),
      );
    });
    child.once('exit', (exitCode, signal) => {
      const leftOver = setTimeout(() => {
        void signalGroup(child, 'SIGKILL');
        child.stdout?.destroy();
        child.stderr?.destroy();
      }, PIPES_MS);
      child.once('close', () => {
        clearTimeout(leftOver);
        resolve({ exitCode, signal });
      });
    });
  });
}

function readOutput(child: ChildProcess, { onLine, onStdout }: CommandOptions): Record<Stream, () => string> {
  const tailOf = (stream: Stream) => {
    const lines = onLine && lineSplitter((line, redrawn) => onLine(line, stream, redrawn));
    const tail = tailKeeper();
    child[stream]?.on('data', (chunk: Buffer) => {
      tail.add(chunk);
      lines?.write(chunk);
      if (stream === 'stdout') onStdout?.(chunk);
    });
    child[stream]?.on('close', () => lines?.end());
    return tail.text;
  };
  return { stdout: tailOf('stdout'), stderr: tailOf('stderr') };
}

function tailKeeper(): { add(chunk: Buffer): void; text(): string } {
  let chunks: Buffer[] = [];
  let size = 0;
  const squeeze = () => {
    const end = Buffer.concat(chunks).subarray(-TAIL_BYTES);
    chunks = [Buffer.from(end)];
    size = end.length;
    return end;
  };
  return {
    add: (chunk) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > 4 * TAIL_BYTES) squeeze();
    },
    text: () => squeeze().toString('utf8'),
  };
}

function stopWhenAsked(child: ChildProcess, options: CommandOptions) {
  const { timeoutMs, graceMs = DEFAULT_GRACE_MS, interruptGraceMs = graceMs, abort } = options;
  let stopped = false;
  let timedOut = false;
  let interrupted: NodeJS.Signals | null = null;
  const timers: NodeJS.Timeout[] = [];
  const stop = (signal: NodeJS.Signals, grace = graceMs) => {
    stopped = true;
    void signalGroup(child, signal);
    timers.push(setTimeout(() => void signalGroup(child, 'SIGKILL'), grace));
  };
  const forward = (signal: NodeJS.Signals) => {
    interrupted ??= signal;
    stop(signal, interruptGraceMs);
  };
  const onAbort = () => stop('SIGTERM');
  if (timeoutMs !== undefined) {
    timers.push(
      setTimeout(() => {
        timedOut = true;
        stop('SIGTERM');
      }, timeoutMs),
    );
  }
  for (const signal of FORWARDED) process.on(signal, forward);
  if (abort?.aborted) onAbort();
  else abort?.addEventListener('abort', onAbort, { once: true });
  const release = () => {
    for (const timer of timers) clearTimeout(timer);
    for (const signal of FORWARDED) process.off(signal, forward);
    abort?.removeEventListener('abort', onAbort);
    // a left-over child that ignores the polite signal must not outlive the command
    if (stopped) void signalGroup(child, 'SIGKILL');
  };
  return { why: () => ({ timedOut, interrupted }), release };
}

/** A child may end without reading its stdin. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE' && error.code !== 'EOF' && error.code !== 'ECONNRESET') throw error;
}
