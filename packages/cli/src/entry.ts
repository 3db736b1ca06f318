import { setTaskEntry } from '@ml-actions/core/exec/task-entry';
import type { ActionName } from '@ml-actions/core/record/predicate/header';
import { main, post } from '@ml-actions/core/runner/main';
import { load } from './load.ts';

/** Runs an action as a step of a job; `actions/<name>/index.js` calls it and says where the bundle's tasks are served. */
export function start(name: ActionName, taskEntry: URL): Promise<void> {
  setTaskEntry(taskEntry);
  return main(name, load);
}

/** Runs an action's clean-up after the job's steps; `actions/<name>/post.js` calls it. */
export const clean = (name: ActionName): Promise<void> => post(name, load);

/** Serves one task in a worker thread or child process; `dist/task.js` calls it. */
export const task = async (): Promise<void> => {
  const [{ serveTask }, { tasks }] = await Promise.all([import('@ml-actions/core/exec/task'), import('./tasks.ts')]);
  return serveTask(tasks);
};

/** Runs the command line of a laptop. */
export async function cli(argv: readonly string[], taskEntry: URL): Promise<void> {
  setTaskEntry(taskEntry);
  await (await import('./cli.ts')).cli(argv);
}
