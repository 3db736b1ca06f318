import type { ProfileColumn, Role } from '../profile/schema.ts';

/** From harmless to worst; `insufficient` is no all-clear, so it outranks what was found harmless. */
export const COLUMN_STATES = ['ok', 'noise-limited', 'insufficient', 'warn', 'drift', 'schema'] as const;
export type ColumnState = (typeof COLUMN_STATES)[number];

/** A distance between reference and current data with what it is measured in. */
export interface Effect {
  /**
   * `W1/std`, `RFF/std`: share of the reference's standard deviation, of vectors that of their features; `JS base 2`:
   * distance in [0, 1]; `changed share`: of values; else the unit of a method asked for by name
   */
  readonly name: string;
  readonly value: number;
  readonly threshold: number;
  /** what two samples of these sizes from one population show on average */
  readonly noise: number;
  /** raw and Benjamini-Hochberg adjusted p-value of the run's family */
  readonly p: number;
  readonly q: number;
  /** what alarms alone, where a preset does not ask for both effect and q; `p-value`: the value is one, small is bad */
  readonly decides?: 'distance' | 'p-value';
  /** what to know about the method */
  readonly note?: string;
}

/** How far an effect went, as a multiple of its threshold. */
export const strain = ({ value, threshold, decides }: Effect): number =>
  decides === 'p-value' ? threshold / Math.max(value, SMALLEST_P) : value / threshold;

/** Smaller p-values are no further away: the multiple stays one that a person can read. */
const SMALLEST_P = 1e-6;

export interface MissingShare {
  readonly reference: number;
  readonly current: number;
  /** by which the shares of two such samples from one population differ on average */
  readonly noise: number;
  readonly p: number;
  readonly q: number;
}

/** Values that the reference never had. */
export interface NewCategories {
  /** of the present values */
  readonly share: number;
  /** by which the share of such a sample strays on average */
  readonly noise: number;
  readonly count: number;
  readonly p: number;
  readonly q: number;
}

export interface ColumnDrift {
  readonly column: string;
  readonly role: Role;
  readonly kind: ProfileColumn['kind'];
  readonly important: boolean;
  readonly state: ColumnState;
  /** null when the values were not compared; `note` says why */
  readonly effect: Effect | null;
  readonly missing: MissingShare | null;
  /** null where the reference did not keep all values */
  readonly newCategories: NewCategories | null;
  /** counts per bin or category of the reference and of the current data, for histograms; names are not repeated */
  readonly counts: { readonly reference: readonly number[]; readonly current: readonly number[] } | null;
  /** the facts behind the state, in words, without cell values */
  readonly notes: readonly string[];
}

export interface DriftReport {
  /** the worst state of an important column */
  readonly state: ColumnState;
  readonly rows: { readonly reference: number; readonly current: number };
  /** worst first, then by effect against its threshold */
  readonly columns: readonly ColumnDrift[];
  readonly worstColumn: string | null;
  /** columns of the current data that the profile does not know */
  readonly extra: readonly string[];
}

export const worse = (a: ColumnState, b: ColumnState): ColumnState =>
  COLUMN_STATES.indexOf(b) > COLUMN_STATES.indexOf(a) ? b : a;
