import { relative, resolve } from 'node:path';
import { inputProblem } from '@ml-actions/core/error';

/** One named table: its paths and globs, relative to the workspace. */
export interface DataEntry {
  readonly name: string;
  readonly paths: readonly string[];
}

/** How an entry without a name is called, as in a contract with one unnamed input. */
const UNNAMED = 'data';
const named = /^([A-Za-z][\w.-]*)=(.*)$/s;
const uri = /^[a-z][a-z0-9+.-]+:\/\//i;

/** The lines of `data`: `name=path`, or a path alone; lines of one name are one table. */
export function dataEntries(given: readonly string[], toWorkspace: ToWorkspace): readonly DataEntry[] {
  const tables = new Map<string, string[]>();
  for (const line of given) {
    const [, name = UNNAMED, path = line] = named.exec(line) ?? [];
    if (path.trim() === '') throw inputProblem({ where: 'data', what: 'a path is empty', got: JSON.stringify(line) });
    tables.set(name, [...(tables.get(name) ?? []), toWorkspace(path.trim())]);
  }
  return [...tables].map(([name, paths]) => ({ name, paths }));
}

export type ToWorkspace = (path: string) => string;

/** Turns a path that starts at `base` into one that starts at the workspace; addresses stay what they are. */
export const fromBase =
  (base: string, workspace: string): ToWorkspace =>
  (path) =>
    uri.test(path) ? path : relative(workspace, resolve(base, path)).replaceAll('\\', '/') || '.';
