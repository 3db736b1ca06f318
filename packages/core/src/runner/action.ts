import type { Predicates } from '../record/predicate/all.ts';
import type { ActionName, header } from '../record/predicate/header.ts';
import type { Subject } from '../record/statement.ts';
import type { Detail, Section } from '../report/section.ts';
import type { commonInputs } from './common-inputs.ts';
import type { Inputs, Values } from './input.ts';
import type { Ports } from './ports.ts';
import type { Signing } from './signing.ts';

/** What an action's record says beyond the header that core writes. */
export type Body<A extends ActionName> = Omit<Predicates[A], keyof typeof header> & {
  readonly verdict: Predicates[A]['verdict'];
};

/** What a run of an action ends with. Reporting comes after it and cannot change it. */
export interface Outcome<A extends ActionName = ActionName> {
  readonly exitCode: number;
  /** the values of the action's outputs; `record` is set by core */
  readonly outputs: Readonly<Record<string, string | number | boolean>>;
  readonly subjects: readonly Subject[];
  readonly body: Body<A>;
  /** record id where the action has one of its own (the gate's `id`) */
  readonly id?: string;
  /** with what the record is signed, for actions whose record is evidence */
  readonly signing?: Signing;
  /** files (absolute, below the workspace) that later jobs need */
  readonly files?: readonly string[];
  readonly retentionDays?: number;
  /** what this job's summary tells beside the record's section, and neither record nor comment holds */
  readonly summary?: readonly Detail[];
  /** closes the check run that `openCheck` opened */
  readonly check?: { readonly conclusion: 'success' | 'neutral' | 'failure'; readonly title: string };
}

/**
 * What a run ends with that judged nothing itself, as a poster of another run's results does: it has told everybody
 * already, so it leaves no record, no check and no comment of its own.
 */
export interface Errand {
  readonly exitCode: number;
  readonly outputs: Outcome['outputs'];
  /** Markdown for the job summary */
  readonly summary: string;
}

/** One of the six actions: its contract, its work, and how its record reads. */
export interface Action<A extends ActionName = ActionName, S extends Inputs = Inputs> {
  readonly name: A;
  readonly description: string;
  readonly inputs: S;
  /** name -> one line of documentation */
  readonly outputs: Readonly<Record<string, string>>;
  /** outputs whose value after an error is not the empty text */
  readonly onError: Readonly<Record<string, string | boolean>>;
  readonly run: (inputs: Values<S & typeof commonInputs>, ports: Ports) => Promise<Outcome<A> | Errand>;
  /** whether these inputs ask for an errand, which opens no check and leaves no record of a failure */
  readonly isErrand?: (inputs: Values<S & typeof commonInputs>) => boolean;
  readonly section: (predicate: Predicates[A]) => Section;
  /** name of the check run on the head commit, for actions that decide; opened in progress */
  readonly check?: (id: string, model: string) => string;
  /** on the default branch this action puts the run's records into the store */
  readonly keepsRecords?: true;
  /** clean-up after the job's steps, also when it was cancelled */
  readonly post?: (ports: Ports) => Promise<void>;
}

/** Ties an action's parts together with their types. */
export const defineAction = <A extends ActionName, const S extends Inputs>(action: Action<A, S>): Action<A, S> =>
  action;
