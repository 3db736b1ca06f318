import type { GitRepo } from './git-repo.ts';
import { checkStorePath } from './path.ts';
import type { StoreView } from './store.ts';

/** A view of one commit: the tree is listed once, blobs are read when asked for. */
export function gitView(repo: GitRepo, revision: string | null): StoreView {
  let tree: Promise<ReadonlyMap<string, string>> | undefined;
  const blobs = () => {
    tree ??= listTree(repo, revision);
    return tree;
  };
  return {
    revision,
    read: async (path) => {
      checkStorePath(path);
      const blob = (await blobs()).get(path);
      return blob === undefined ? undefined : repo.blob(blob);
    },
    list: async (prefix) => [...(await blobs()).keys()].filter((path) => path.startsWith(prefix)),
  };
}

/** path -> blob id; git lists in byte order, which is the code point order of UTF-8 */
async function listTree(repo: GitRepo, revision: string | null): Promise<ReadonlyMap<string, string>> {
  if (revision === null) return new Map();
  const listing = await repo.text(['ls-tree', '-r', '-z', '--full-tree', revision]);
  const entries = listing.split('\0').flatMap((line): [string, string][] => {
    const [facts, path] = line.split('\t');
    const [, type, id] = facts?.split(' ') ?? [];
    return type === 'blob' && id !== undefined && path !== undefined ? [[path, id]] : [];
  });
  return new Map(entries);
}
