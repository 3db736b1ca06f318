import type { Found, Tool } from './theirs.ts';

/**
 * Our rules for one of theirs, by id (`speed_knots.range`, the second one `speed_knots.range#2`), and what is alike:
 * verdict and number of failures, or the verdict alone, for a reason.
 */
export type Pair = readonly [alike: 'count' | 'verdict', ...ids: string[]];

/** A contract of another tool for the bird strikes. */
export interface Case {
  readonly tool: Tool;
  readonly contract: string;
  /** what we read, where it is not the same text: what the tool made of it, or another spelling */
  readonly ours?: (found: ReadonlyMap<string, Found>) => string;
  readonly rows: 'csv' | 'jsonl';
  /** whether the tool names the rules that held too */
  readonly namesAll: boolean;
  readonly pairs: Readonly<Record<string, Pair>>;
  /** their rules that have no counterpart, and why */
  readonly left?: Readonly<Record<string, string>>;
}
