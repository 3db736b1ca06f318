import type { InferredType } from '../written.ts';

/** How the values of one column lie, for pictures. No value is in it unless it was asked for. */
export interface ColumnShape {
  readonly name: string;
  readonly type: InferredType;
  /** rows that were looked at */
  readonly rows: number;
  readonly missing: number;
  /** present, but not of the type */
  readonly invalid: number;
  /** null: nothing to draw, or nothing that may be shown */
  readonly drawn: Numbers | Categories | null;
}

/** Counts between round numbers, which are no values of the data. */
export interface Numbers {
  readonly kind: 'numbers' | 'whole' | 'times';
  /** one more than `counts`, ascending; seconds since 1970 where they are times */
  readonly edges: readonly number[];
  /** between two edges */
  readonly step: number;
  readonly counts: readonly number[];
  /** outside of the edges */
  readonly below: number;
  readonly above: number;
  /** NaN and infinities */
  readonly notFinite: number;
}

export interface Categories {
  readonly kind: 'categories';
  readonly distinct: number;
  /** of the most frequent values, descending; the names only where they may be shown */
  readonly top: readonly { readonly count: number; readonly name: string | null }[];
  /** values outside of `top` */
  readonly other: number;
}

/** All columns of one source. */
export interface SourceShape {
  readonly source: string;
  /** drawn from a part of the rows */
  readonly sampled: boolean;
  /** in the order of the source */
  readonly columns: readonly ColumnShape[];
}
