import type { CheckHandle } from '../github/check.ts';
import type { Header } from '../record/predicate/header.ts';
import type { Action } from './action.ts';
import type { commonInputs } from './common-inputs.ts';
import type { Inputs, Values } from './input.ts';
import type { Load } from './load.ts';
import type { Ports } from './ports.ts';

/** One run of one action: what it was given and what it may touch. */
export interface Session {
  readonly action: Action;
  readonly inputs: Values<Inputs & typeof commonInputs>;
  readonly ports: Ports;
  readonly load: Load;
  /** id of the record this run writes */
  readonly id: string;
  readonly openCheck: () => Promise<void>;
  readonly check: () => CheckHandle | null;
  readonly closeAbandonedCheck: () => Promise<void>;
}

/** A record that this run has written: what every way of reporting starts from. */
export interface Written {
  readonly predicate: Header;
  readonly bytes: Uint8Array;
  readonly sha256: string;
}
