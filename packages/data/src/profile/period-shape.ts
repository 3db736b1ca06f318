import { coarseFrame } from './coarse.ts';
import type { PeriodColumn, Periods } from './period-schema.ts';
import type { ProfileColumn } from './schema.ts';

/** What a schema of types cannot say of periods: as many counts as there are periods, and as the frames have places. */
export function fitsPeriods(periods: Periods, columns: readonly ProfileColumn[]): boolean {
  const frames = new Map(columns.map((column) => [column.name, column]));
  const { starts, rows } = periods;
  const ascending = starts.every((start, at) => at === 0 || start > (starts[at - 1] ?? start));
  return (
    ascending &&
    rows.length === starts.length &&
    periods.columns.every((each) => fits(each, frames.get(each.name), starts.length))
  );
}

function fits(counted: PeriodColumn, frame: ProfileColumn | undefined, periods: number): boolean {
  if (!frame || counted.missing.length !== periods) return false;
  const places = (lists: readonly (readonly unknown[])[], size: number): boolean =>
    lists.length === periods && lists.every((list) => list.length === size);
  switch (counted.kind) {
    case 'numeric': {
      if (!('edges' in frame)) return false;
      const bins = coarseFrame(frame).edges.length + 1;
      return places(counted.counts, bins) && places(counted.sums, bins) && counted.squares.length === periods;
    }
    case 'categorical':
      return 'categories' in frame && places(counted.counts, frame.categories.length + 1);
    case 'embedding':
      return frame.kind === 'embedding' && counted.sums.length === periods;
    case 'opaque':
      return frame.kind === 'opaque';
  }
}
