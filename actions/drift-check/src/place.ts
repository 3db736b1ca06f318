import { relative, resolve } from 'node:path';
import type { Ports } from '@ml-actions/core/runner/ports';

const remote = /^[a-z][a-z0-9+.-]+:\/\//i;
const dayMs = 24 * 60 * 60 * 1000;

/** A path or glob of an input as the data package takes it: relative to the workspace, with `/`. Addresses stay. */
export function fromWorkspace(path: string, { base, run }: Pick<Ports, 'base' | 'run'>): string {
  if (remote.test(path)) return path;
  return relative(run.workspace, resolve(base, path)).replaceAll('\\', '/') || '.';
}

/**
 * Puts the day into a path: `{date}` and `{yesterday}` as `YYYY-MM-DD` in UTC.
 *
 * @param windowStart the day for `{window.start}`
 */
export function expandDay(path: string, now: Date, windowStart: () => string): string {
  const day = (time: number) => new Date(time).toISOString().slice(0, 'YYYY-MM-DD'.length);
  const dated = path.replaceAll('{date}', day(now.getTime())).replaceAll('{yesterday}', day(now.getTime() - dayMs));
  return dated.includes('{window.start}') ? dated.replaceAll('{window.start}', windowStart()) : dated;
}
