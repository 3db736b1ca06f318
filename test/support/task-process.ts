import { serveTask } from '@ml-actions/core/exec/task';
import { tasks } from '../../packages/cli/src/tasks.ts';

/** One task of an action that runs from the sources. */
await serveTask(tasks);
