import type { Counted } from '../block.ts';

/** A foreign key. */
export interface References {
  readonly claim: Counted;
  readonly where: string | null;
  readonly columns: readonly string[];
  /** another input's name, or a file of the workspace */
  readonly to: string;
  /** columns of the other table, as many as `columns` */
  readonly key: readonly string[];
}

/** Why an input that is only looked up in has no result. */
export const ALONE = 'there is no other input that could refer to it; name its file to hold it against itself';
