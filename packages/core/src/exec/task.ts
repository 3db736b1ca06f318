import { fork } from 'node:child_process';
import { type EventEmitter, once } from 'node:events';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { InputError, messageOf, ServiceError } from '../error.ts';
import { fullDisk } from '../path/full-disk.ts';
import type { Env } from './command.ts';
import { taskEntry } from './task-entry.ts';

/** Work that runs beside the main thread: a name that the entry knows, and an input and result that can be cloned. */
export type Task = (input: never) => Promise<unknown>;
export type Tasks = Readonly<Record<string, () => Promise<Task>>>;

export interface Limits {
  /** a thread shares this process's memory; a process can be given less and be killed */
  readonly place: 'thread' | 'process';
  /** heap of the JavaScript engine, MiB */
  readonly memoryMiB?: number;
  readonly timeoutSeconds?: number;
  /** environment of the process; this process's own where it is not given */
  readonly env?: Env;
}

interface Order {
  readonly task: string;
  readonly input: unknown;
}

type Answer = { readonly result: unknown } | { readonly error: string; readonly isInput: boolean };

/**
 * Runs a task in a worker thread or a child process and returns its result.
 *
 * @throws InputError as the task threw it; ServiceError when the task died, ran out of memory or out of time.
 */
export async function runTask<T>(task: string, input: unknown, limits: Limits): Promise<T> {
  const entry = taskEntry();
  const worker =
    limits.place === 'thread' ? inThread(entry, { task, input }, limits) : inProcess(entry, { task, input }, limits);
  const answer = await Promise.race([worker.answer, expire(task, limits.timeoutSeconds, worker.stop)]);
  if ('result' in answer) return answer.result as T;
  throw answer.isInput ? new InputError(answer.error) : new ServiceError(answer.error);
}

interface Running {
  readonly answer: Promise<Answer>;
  readonly stop: () => unknown;
}

function inThread(url: URL, order: Order, { memoryMiB }: Limits): Running {
  const resourceLimits = memoryMiB === undefined ? {} : { maxOldGenerationSizeMb: memoryMiB };
  const worker = new Worker(url, { workerData: order, resourceLimits });
  return { answer: firstAnswer(worker, order.task), stop: () => worker.terminate() };
}

function inProcess(url: URL, order: Order, { memoryMiB, env }: Limits): Running {
  const execArgv = memoryMiB === undefined ? [] : [`--max-old-space-size=${memoryMiB}`];
  const child = fork(url, {
    execArgv,
    ...(env && { env: { ...env } }),
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  child.send(order);
  return { answer: firstAnswer(child, order.task), stop: () => child.kill('SIGKILL') };
}

function firstAnswer(sender: EventEmitter, task: string): Promise<Answer> {
  return new Promise((resolve) => {
    sender.once('message', (answer: Answer) => resolve(answer));
    sender.once('error', (error: Error) => resolve({ error: `${task}: ${error.message}`, isInput: false }));
    sender.once('exit', (code: number) =>
      resolve({ error: `${task}: ended before it answered (exit code ${code})`, isInput: false }),
    );
  });
}

async function expire(task: string, seconds: number | undefined, stop: () => unknown): Promise<Answer> {
  if (seconds === undefined) return new Promise(() => {});
  const { setTimeout: sleep } = await import('node:timers/promises');
  await sleep(seconds * 1000, undefined, { ref: false });
  stop();
  return { error: `${task}: stopped after ${seconds} s`, isInput: false };
}

/** Serves the one task that this thread or process was started for. */
export async function serveTask(tasks: Tasks): Promise<void> {
  const order = (parentPort ? workerData : (await once(process, 'message'))[0]) as Order;
  process.once('disconnect', endAtOnce);
  const answer = await perform(tasks, order);
  process.off('disconnect', endAtOnce);
  if (parentPort) parentPort.postMessage(answer);
  else process.send?.(answer, () => process.disconnect());
}

/** Whose parent was killed answers nobody. Threads of an engine are not waited for. */
const endAtOnce = (): unknown => process.kill(process.pid, 'SIGKILL');

async function perform(tasks: Tasks, { task, input }: Order): Promise<Answer> {
  try {
    const load = Object.hasOwn(tasks, task) ? tasks[task] : undefined;
    if (!load) return { error: `${task}: there is no such task`, isInput: false };
    return { result: await (await load())(input as never) };
  } catch (error) {
    return { error: messageOf(fullDisk(error, task) ?? error), isInput: error instanceof InputError };
  }
}
