import type { GitHub } from '../github/client.ts';
import type { Handover } from '../record/handover.ts';
import type { Header } from '../record/predicate/header.ts';
import type { Records } from '../record/records.ts';
import type { Trust } from '../record/signature.ts';
import type { Resolve } from '../reference/resolved.ts';
import type { Section } from '../report/section.ts';
import type { Store } from '../store/store.ts';
import type { Config } from './config.ts';
import type { Env, RunContext } from './context.ts';
import type { Log } from './log.ts';

/** Everything an action touches outside itself. Heavy parts open on first use. */
export interface Ports {
  readonly log: Log;
  readonly run: RunContext;
  /** the model this run is about */
  readonly model: string;
  readonly config: Config;
  /** absolute directory that relative paths start from */
  readonly base: string;
  /** environment for child processes and for engines' own credentials */
  readonly env: Env;
  readonly clock: () => Date;
  readonly github: () => Promise<GitHub>;
  readonly store: () => Promise<Store>;
  readonly records: Records;
  /** carries files to later jobs of the run; null: nothing leaves this job but the store and the comment */
  readonly handover: Handover | null;
  readonly resolve: Resolve;
  /** how a record of any action reads */
  readonly sectionOf: (predicate: Header) => Promise<Section>;
  /** whose signatures count, by `trust` */
  readonly trust: () => Promise<Trust>;
  /** values that the `post` step of this action reads back */
  readonly state: State;
  /** aborted when the job is cancelled */
  readonly signal: AbortSignal;
}

export interface State {
  save(name: string, value: unknown): void;
  load(name: string): unknown;
}
