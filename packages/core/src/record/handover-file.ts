import { cp, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { Handover } from './handover.ts';

/** `handover: file:DIR` - bundles as directories `DIR/<repository>/<run>/<name>`, complete when they appear. */
export function fileHandover(directory: string, repositoryId: string, runId: string): Handover {
  const home = (run: string) => join(directory, repositoryId, run);
  return {
    description: `file:${directory}`,
    async publish(name, root, files) {
      const incoming = join(home(runId), `.incoming-${name}-${process.pid}`);
      for (const file of files) {
        const to = join(incoming, relative(root, file));
        await mkdir(dirname(to), { recursive: true });
        await cp(file, to);
      }
      await rm(join(home(runId), name), { recursive: true, force: true });
      await rename(incoming, join(home(runId), name));
    },
    async list(prefix, run) {
      const names = await readdir(home(run)).catch(() => []);
      return names.filter((name) => name.startsWith(prefix)).sort();
    },
    fetch: (name, run, into) => cp(join(home(run), name), into, { recursive: true }),
  };
}
