import type { GateRow } from '@ml-actions/core/record/predicate/evaluate-gate';
import { oriented } from '../wording.ts';

/** One check as multiples of its own allowance: up is better, the limit is at -1. */
export interface ForestRow {
  readonly name: string;
  readonly status: GateRow['status'];
  readonly point: number;
  readonly interval: readonly [number, number] | null;
}

type Measured = GateRow & { readonly change: number; readonly margin: number };

/** A demanded improvement or an equality has its limit elsewhere. */
const isMeasured = (row: GateRow): row is Measured =>
  row.change !== null &&
  row.margin !== null &&
  row.margin > 0 &&
  row.direction !== 'none' &&
  !/at least|±/.test(row.allowed);

/** The checks that have an allowance to be measured by, in their order. */
export const forestRows = (checks: readonly GateRow[]): readonly ForestRow[] => checks.filter(isMeasured).map(rowOf);

function rowOf({ name, status, change, interval, margin, direction }: Measured): ForestRow {
  const [point = 0] = oriented([change / margin, change / margin], direction);
  const ends = interval && oriented([interval[0] / margin, interval[1] / margin], direction);
  return { name, status, point, interval: ends };
}
