import { COLUMN_STATES, type ColumnDrift, type DriftReport, strain, worse } from './result.ts';

/** What all columns say together: the worst state of an important one, and the columns worst first. */
export function ranked(columns: readonly ColumnDrift[]): Pick<DriftReport, 'state' | 'columns' | 'worstColumn'> {
  const sorted = [...columns].sort(byWeight);
  const important = sorted.filter((column) => column.important);
  const state = important.map((column) => column.state).reduce(worse, 'ok');
  return {
    state,
    columns: sorted,
    worstColumn: state === 'ok' ? null : (important[0]?.column ?? null),
  };
}

const weight = ({ effect }: ColumnDrift): number => (effect ? strain(effect) : 0);

const byWeight = (a: ColumnDrift, b: ColumnDrift): number =>
  Number(b.important) - Number(a.important) ||
  COLUMN_STATES.indexOf(b.state) - COLUMN_STATES.indexOf(a.state) ||
  weight(b) - weight(a) ||
  (a.column < b.column ? -1 : 1);
