import type { Engine } from '../engine.ts';
import type { Reading, Table } from '../profile/table.ts';
import type { Source } from '../source.ts';
import { double } from '../sql.ts';
import { roundEdges, type Window } from './edges.ts';
import type { Numbers } from './shape.ts';

/** Nearly all values lie between these quantiles. */
const [LOW, HIGH] = [0.005, 0.995];
const COLUMNS_AT_ONCE = 50;

/** The counts of every numeric column that has a finite value, by its place among the readings. */
export async function numbersOf(
  engine: Engine,
  source: Source,
  table: Table,
  readings: readonly Reading[],
): Promise<ReadonlyMap<number, Numbers>> {
  const counted = new Map<number, Numbers>();
  for (const [at, window] of await windowsOf(engine, source, table, readings)) {
    const reading = readings[at];
    const numbers = reading && (await countsOf(engine, source, table, at, reading, window));
    if (numbers) counted.set(at, numbers);
  }
  return counted;
}

/** Where the finite values of the numeric columns lie. */
async function windowsOf(engine: Engine, source: Source, table: Table, readings: readonly Reading[]) {
  const numeric = readings.flatMap(({ kind }, at) =>
    (kind === 'numeric' || kind === 'datetime') && table.totals(at).finite > 0 ? [at] : [],
  );
  const windows = new Map<number, Window>();
  for (let from = 0; from < numeric.length; from += COLUMNS_AT_ONCE) {
    const portion = numeric.slice(from, from + COLUMNS_AT_ONCE);
    const asked = portion.flatMap((at) =>
      [LOW, HIGH].map(
        (share, end) => `quantile_disc(v${at}, ${share}) FILTER (WHERE isfinite(v${at})) AS q${at}_${end}`,
      ),
    );
    const row = await engine.row(`SELECT ${asked.join(', ')} FROM ${table.from}`, source.name);
    for (const at of portion) {
      const { min, max } = table.totals(at);
      windows.set(at, { min: min ?? 0, max: max ?? 0, low: Number(row[`q${at}_0`]), high: Number(row[`q${at}_1`]) });
    }
  }
  return windows;
}

/** The counts of column `at` between round numbers; null where doubles are too coarse for any. */
async function countsOf(
  engine: Engine,
  source: Source,
  table: Table,
  at: number,
  { type }: Reading,
  window: Window,
): Promise<Numbers | null> {
  const kind = type === 'date' || type === 'timestamp' ? 'times' : type === 'integer' ? 'whole' : 'numbers';
  const round = roundEdges(window, kind);
  if (!round) return null;
  const { edges, step } = round;
  const bins = edges.length - 1;
  const bin = `CAST(greatest(-1, least(${bins}, floor((v${at} - ${double(edges[0] ?? 0)}) / ${double(step)}))) AS INTEGER)`;
  const rows = await engine.rows(
    `SELECT ${bin} AS b, count(*) AS n FROM ${table.from} WHERE isfinite(v${at}) GROUP BY 1`,
    source.name,
  );
  const counts = new Map(rows.map(({ b, n }) => [Number(b), Number(n)]));
  const { nan, positiveInfinity, negativeInfinity } = table.totals(at);
  return {
    kind,
    edges,
    step,
    counts: Array.from({ length: bins }, (_, place) => counts.get(place) ?? 0),
    below: counts.get(-1) ?? 0,
    above: counts.get(bins) ?? 0,
    notFinite: nan + positiveInfinity + negativeInfinity,
  };
}
