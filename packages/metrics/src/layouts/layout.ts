import type { Metrics } from '../metric.ts';

/** A file of a directory: its path within, with `/`, and how to read it. */
export interface Listed {
  readonly path: string;
  readonly read: () => Promise<Uint8Array>;
}

/** What a directory says, which of its files say it, and in words which of several was taken. */
export interface DirectoryMetrics {
  readonly metrics: Metrics;
  readonly files: readonly string[];
  readonly note: string | null;
}

/** The directory as messages name it -> its metrics. */
export type ReadLayout = (where: string) => Promise<DirectoryMetrics>;

/** How one tool lays its files out. */
export interface Layout {
  readonly name: string;
  /** null: the directory is not that tool's */
  readonly find: (files: readonly Listed[]) => ReadLayout | null;
}
