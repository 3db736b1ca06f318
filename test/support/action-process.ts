import { setTaskEntry } from '@ml-actions/core/exec/task-entry';
import { main, post } from '@ml-actions/core/runner/main';

/** `node action-process.ts <action> [post]`: one step of a job, from the sources, without the bundle. */
const [name = '', stage] = process.argv.slice(2);
setTaskEntry(new URL('task-process.ts', import.meta.url));
const load = async (action: string) => (await import(`@ml-actions/${action}/action`)).action;
await (stage === 'post' ? post : main)(name as Parameters<typeof main>[0], load);
