import type { Dialect } from './dialect.ts';

/** What answers queries: DuckDB in this process, or a warehouse. Its errors hold no cell value. */
export interface SqlEngine {
  readonly dialect: Dialect;
  /** The only row of an aggregate. `where` names the table or rule in errors. */
  row(sql: string, where?: string): Promise<Record<string, unknown>>;
  /** All rows. */
  rows(sql: string, where?: string): Promise<Record<string, unknown>[]>;
  /**
   * Why a text is not one boolean expression over a relation, in our words; null: it is. It is prepared, never run, and
   * nothing but the one expression may be in it. It reads the relation, and `given` tables.
   */
  expressionProblem(sql: string, relation: string, given?: GivenTables): Promise<string | null>;
}

/** Tables that an expression may read by name. */
export interface GivenTables {
  readonly names: readonly string[];
  /** `WITH` clause that defines them */
  readonly clause: string;
}
