let entry: URL | undefined;

/** Tells where the file is that serves tasks: the bundle's `task.js`, or a source file in tests. */
export function setTaskEntry(url: URL): void {
  entry = url;
}

/** Where tasks are served. */
export function taskEntry(): URL {
  if (!entry) throw new Error('setTaskEntry was not called');
  return entry;
}
