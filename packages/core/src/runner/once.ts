/** Opens something on first use and keeps it, a failure included. */
export function once<T>(open: () => Promise<T> | T): () => Promise<T> {
  let opened: Promise<T> | undefined;
  return () => {
    opened ??= Promise.resolve().then(open);
    return opened;
  };
}
