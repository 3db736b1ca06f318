import { join } from 'node:path';

/** Where things stand in a target directory. */
export const placesIn = (root: string) => ({
  root,
  /** what serves: a symbolic link that moves by one rename */
  current: join(root, 'current'),
  previous: join(root, 'previous'),
  /** the same for readers without symbolic links */
  pointer: join(root, 'current.json'),
  releases: join(root, 'releases'),
  release: (name: string) => join(root, 'releases', name),
  /** what a release is; outside it, because a release holds the model's files and nothing else */
  description: (name: string) => join(root, '.deploy', 'releases', `${name}.json`),
  journal: join(root, '.deploy', 'journal.jsonl'),
  lock: join(root, '.deploy', 'lock'),
  hidden: join(root, '.deploy'),
  temporary: join(root, '.deploy', 'tmp'),
  incoming: (id: string) => join(root, '.deploy', `incoming-${id}`),
});
export type Places = ReturnType<typeof placesIn>;
