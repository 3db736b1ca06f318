import type { Engine, Row } from '../engine.ts';
import { type NumberTotals, numberTotals, type Reading, type Table } from '../profile/table.ts';
import type { Source } from '../source.ts';
import { double } from '../sql.ts';
import { type RoundEdges, roundEdges, type Window } from './edges.ts';
import type { Numbers } from './shape.ts';

/** Nearly all values lie between these quantiles. */
const [LOW, HIGH] = [0.005, 0.995];
const COLUMNS_AT_ONCE = 50;

/** The counts between round numbers of every numeric column that has a finite value, by its place among the readings. */
export async function numbersOf(
  engine: Engine,
  source: Source,
  table: Table,
  readings: readonly Reading[],
): Promise<ReadonlyMap<number, Numbers>> {
  const candidates = readings.flatMap(({ kind }, at) => (kind === 'numeric' || kind === 'datetime' ? [at] : []));
  const totals = await numberTotals(engine, source, table, candidates);
  const numeric = candidates.filter((at) => (totals.get(at)?.finite ?? 0) > 0);
  const counted = new Map<number, Numbers>();
  for (let from = 0; from < numeric.length; from += COLUMNS_AT_ONCE) {
    const portion = numeric.slice(from, from + COLUMNS_AT_ONCE);
    const windows = await engine.row(windowsSql(table, portion), source.name);
    const framed = portion.flatMap((at) => {
      const kind = kindOf(readings[at]);
      const round = roundEdges(windowOf(totals.get(at), windows, at), kind);
      return round ? [{ at, kind, round }] : [];
    });
    if (framed.length === 0) continue;
    const rows = await engine.rows(framed.map((each) => countsSql(table, each)).join(' UNION ALL '), source.name);
    for (const each of framed) counted.set(each.at, numbers(totals.get(each.at), each, rows));
  }
  return counted;
}

/** A column with its edges. */
interface Framed {
  readonly at: number;
  readonly kind: Numbers['kind'];
  readonly round: RoundEdges;
}

function kindOf(reading: Reading | undefined): Numbers['kind'] {
  if (reading?.kind === 'datetime') return 'times';
  return reading?.type === 'integer' ? 'whole' : 'numbers';
}

function windowsSql({ from }: Table, places: readonly number[]): string {
  const asked = places.flatMap((at) =>
    [LOW, HIGH].map((share, end) => `quantile_disc(v${at}, ${share}) FILTER (WHERE isfinite(v${at})) AS q${at}_${end}`),
  );
  return `SELECT ${asked.join(', ')} FROM ${from}`;
}

function windowOf(totals: NumberTotals | undefined, row: Row, at: number): Window {
  return { min: totals?.min ?? 0, max: totals?.max ?? 0, low: Number(row[`q${at}_0`]), high: Number(row[`q${at}_1`]) };
}

/** Bin -1 is below the first edge, the one after the last bin above. */
function countsSql({ from }: Table, { at, round: { edges, step } }: Framed): string {
  const place = `floor((v${at} - ${double(edges[0] ?? 0)}) / ${double(step)})`;
  const bin = `CAST(greatest(-1, least(${edges.length - 1}, ${place})) AS INTEGER)`;
  return `(SELECT ${at} AS c, ${bin} AS b, count(*) AS n FROM ${from} WHERE isfinite(v${at}) GROUP BY 2)`;
}

function numbers(
  totals: NumberTotals | undefined,
  { at, kind, round: { edges, step } }: Framed,
  rows: readonly Row[],
): Numbers {
  const counts = new Map(rows.filter(({ c }) => c === at).map(({ b, n }) => [Number(b), Number(n)]));
  const bins = edges.length - 1;
  return {
    kind,
    edges,
    step,
    counts: Array.from({ length: bins }, (_, place) => counts.get(place) ?? 0),
    below: counts.get(-1) ?? 0,
    above: counts.get(bins) ?? 0,
    notFinite: totals ? totals.nan + totals.positiveInfinity + totals.negativeInfinity : 0,
  };
}
