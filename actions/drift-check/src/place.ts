import { relative, resolve } from 'node:path';
import type { Ports } from '@ml-actions/core/runner/ports';
import { remoteObject } from '@ml-actions/data/remote/object';

const remote = /^[a-z][a-z0-9+.-]+:\/\//i;
export const isRemote = (path: string): boolean => remote.test(path);

/** A path or glob of an input as the data package takes it: relative to the workspace, with `/`. Addresses lose their pins. */
export function fromWorkspace(path: string, { base, run }: Pick<Ports, 'base' | 'run'>): string {
  if (isRemote(path)) return remoteObject(path).uri;
  return relative(run.workspace, resolve(base, path)).replaceAll('\\', '/') || '.';
}
