/**
 * One state of the record store. Reads see that state only, whatever others write meanwhile.
 * Paths are relative POSIX paths (see store/path.ts).
 */
export interface StoreView {
  /** the bytes at `path`; undefined when there is no such file (`could not look` is a ServiceError) */
  read(path: string): Promise<Uint8Array | undefined>;
  /** every file path that starts with `prefix`, sorted by code point */
  list(prefix: string): Promise<readonly string[]>;
  /** names this state; null when nothing was ever written */
  readonly revision: string | null;
}

export interface Change<T> {
  /** path -> new content; null deletes; an empty map writes nothing */
  readonly writes: ReadonlyMap<string, Uint8Array | string | null>;
  /** one line for the history: no names, no e-mails */
  readonly message: string;
  readonly result: T;
}

export interface Store {
  /** for messages, without credentials */
  readonly description: string;
  /** @throws InputError for an unknown format, ServiceError when the store could not be looked at */
  view(): Promise<StoreView>;
  /**
   * The one way to write: `attempt` decides on a view, all its writes land together, and only if nobody wrote since.
   * Otherwise it is called again with a fresh view, so it must not act outside the store.
   *
   * @returns the result of the attempt that was written
   * @throws InputError when something forbids writing (see store/preflight.ts); ServiceError when the tries or the time
   * are used up, with the last reason; whatever `attempt` throws
   */
  update<T>(attempt: (view: StoreView) => Promise<Change<T>>): Promise<T>;
}

/** The branch of the record store. */
export const RECORDS_BRANCH = 'ml-records';
