/**
 * `node full-disk-process.ts ACTION`: the same step again and again, each time with a disk that is full at a later write,
 * until one is not met. Prints for each what the log said, in JSON.
 */
import type { Log } from '@ml-actions/core/runner/log';
import { main } from '@ml-actions/core/runner/main';
import { fillDiskAt } from './moments.ts';

const [, , name = ''] = process.argv;
const load = async (action: string) => (await import(`@ml-actions/${action}/action`)).action;
const ended: { exitCode: unknown; lines: string[] }[] = [];
const say = (line: string): void => void ended.at(-1)?.lines.push(line);
const log: Log = { info: say, notice: say, warning: say, error: say, group: (_title, body) => body() };

for (let write = 1, isMet = true; isMet; write++) {
  fillDiskAt(write);
  ended.push({ exitCode: null, lines: [] });
  await main(name as Parameters<typeof main>[0], load, process.env, log);
  Object.assign(ended.at(-1) ?? {}, { exitCode: process.exitCode });
  isMet = fillDiskAt(0);
}
console.log(JSON.stringify(ended));
