import type { RawEffect } from '@ml-actions/data/drift/effect';
import type { Named } from '@ml-actions/data/drift/named';
import type { Past } from '@ml-actions/data/drift/periods';
import type { Timeline } from '@ml-actions/data/drift/window';
import type { ProfileInput } from '@ml-actions/data/profile/build';
import type { Counted } from '@ml-actions/data/profile/count';
import type { Salt } from '@ml-actions/data/profile/salt';
import type { Profile } from '@ml-actions/data/profile/schema';
import type { FetchedFile } from '@ml-actions/data/remote/fetch-remote';
import type { Table } from '@ml-actions/data/source';
import type { Current } from './current.ts';
import type { Performance } from './performance.ts';
import type { Reference } from './stored.ts';
import type { Stretch } from './stretch.ts';

/** The data of a record: what it is called, and what tells its content apart. */
export interface Identity {
  readonly source: string;
  /** 0 for a table of a warehouse */
  readonly files: number;
  readonly sha256: string;
}

export interface Identified {
  readonly identity: Identity;
  /** tells what `current` names from other data, whatever its files are called and what is joined to them */
  readonly content: string;
}

/** Where the data lies and is counted: files, read here by DuckDB, or a table of a warehouse, counted there. */
export interface Site<T extends Table> {
  /** what the inputs named by URI */
  readonly fetched: readonly FetchedFile[];
  current(): Promise<Current<T>>;
  /** the reference whose rows are files of the workspace; @param path a path or glob */
  fromFiles(path: string): Promise<Reference<T>>;
  timeline(table: T, column: string): Promise<Timeline<T>>;
  count(profile: Profile, tables: readonly T[]): Promise<Counted>;
  /**
   * the profile of tables: of files on frames of their own; of a table, whose values nobody sorts, on those of `frames`,
   * or else of the version that serves
   */
  profile(inputs: readonly ProfileInput<T>[], salt: Salt | null, frames?: Profile): Promise<Profile>;
  /** what quiet periods show against a profile; undefined where there are too few of them */
  periods(profile: Profile, table: T, past: Past): Promise<Profile['periods']>;
  clusterShare(tables: readonly T[], column: string): Promise<number>;
  /** effects of methods asked for by name; @param rows of both sides, null where the reference is a profile */
  named(
    reference: Profile,
    current: Profile,
    rows: { readonly reference: readonly T[]; readonly current: readonly T[] } | null,
    named: Named,
  ): Promise<ReadonlyMap<string, RawEffect>>;
  /** how well the model does; null where nothing tells */
  performance(reference: Profile, current: Current<T>, stretch: Stretch<T> | null): Promise<Performance | null>;
  identify(tables: readonly T[], rows: number, current: Current<T>): Promise<Identified>;
}
