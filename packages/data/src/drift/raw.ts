import type { Engine } from '../engine.ts';
import { sampleVectors } from '../profile/embedding-rows.ts';
import type { EmbeddingColumn } from '../profile/schema.ts';
import { columnOf, doubles, numberTotals, type Reading, typedTable } from '../profile/table.ts';
import type { Source } from '../source.ts';

/** The values of one column on both sides: numbers in ascending order, or counts over the same values. */
export type RawPair =
  | {
      readonly kind: 'numbers';
      readonly reference: Float64Array;
      readonly current: Float64Array;
      readonly integers: boolean;
    }
  | { readonly kind: 'counts'; readonly reference: readonly number[]; readonly current: readonly number[] };

export interface RawSides {
  readonly engine: Engine;
  readonly reference: readonly Source[];
  readonly current: readonly Source[];
}

const holder = (sources: readonly Source[], name: string): Source | undefined =>
  sources.find(({ columns }) => columns.some((column) => column.name === name));

/**
 * Reads one column of both sides exactly, as the reference types it; null where a side has not the column, or its
 * values cannot be compared. Memory is one column of both sides.
 */
export async function readPair(sides: RawSides, reading: Reading): Promise<RawPair | null> {
  const { engine } = sides;
  const [reference, current] = [holder(sides.reference, reading.name), holder(sides.current, reading.name)];
  if (!reference || !current || reading.kind === 'opaque') return null;
  if (reading.kind === 'numeric' || reading.kind === 'datetime') {
    const [a, b] = [await numbersOf(engine, reference, reading), await numbersOf(engine, current, reading)];
    const integers = reading.type === 'integer' && a.whole && b.whole;
    return { kind: 'numbers', reference: a.values, current: b.values, integers };
  }
  return alignCounts(await countsOf(engine, reference, reading), await countsOf(engine, current, reading));
}

/** At most `size` vectors of each side, the same ones whatever their order; null where a side has not the column. */
export async function readVectorPair(sides: RawSides, column: EmbeddingColumn, size: number) {
  const [reference, current] = [holder(sides.reference, column.name), holder(sides.current, column.name)];
  if (!reference || !current) return null;
  const { engine } = sides;
  const [a, b] = [await vectorsOf(engine, reference, column, size), await vectorsOf(engine, current, column, size)];
  return { reference: a, current: b, bandwidth: column.bandwidth };
}

async function vectorsOf(engine: Engine, source: Source, column: EmbeddingColumn, size: number) {
  const table = await typedTable(engine, source, [column]);
  try {
    return await sampleVectors(engine, source, table, { at: 0, dimension: column.dimension, size });
  } finally {
    await table.drop();
  }
}

/** Finite values in ascending order; `whole` where every row has one. */
async function numbersOf(engine: Engine, source: Source, reading: Reading) {
  columnOf(source, reading.name);
  const table = await typedTable(engine, source, [reading]);
  try {
    const { rows } = table.totals(0);
    const finite = (await numberTotals(engine, source, table, [0])).get(0)?.finite ?? 0;
    const values = new Float64Array(finite);
    let filled = 0;
    for await (const [part] of doubles(engine, `SELECT v0 FROM ${table.from} WHERE isfinite(v0)`, source.name)) {
      values.set(part ?? [], filled);
      filled += part?.length ?? 0;
    }
    for (let at = 0; at < filled; at++) values[at] = (values[at] ?? 0) + 0; // -0 is 0
    return { values: values.sort(), whole: rows === finite };
  } finally {
    await table.drop();
  }
}

async function countsOf(engine: Engine, source: Source, reading: Reading): Promise<Map<string, number>> {
  const table = await typedTable(engine, source, [reading]);
  try {
    const sql = `SELECT v0 AS v, count(*) AS n FROM ${table.from} WHERE v0 IS NOT NULL GROUP BY 1`;
    const rows = await engine.rows(sql, source.name);
    return new Map(rows.map(({ v, n }) => [String(v), Number(n)]));
  } finally {
    await table.drop();
  }
}

/** Counts of both sides over all values of either, in the order of the values. */
function alignCounts(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): RawPair {
  const values = [...new Set([...a.keys(), ...b.keys()])].sort();
  const aligned = (counts: ReadonlyMap<string, number>): number[] => values.map((value) => counts.get(value) ?? 0);
  return { kind: 'counts', reference: aligned(a), current: aligned(b) };
}

/** Counts over the distinct numbers of both sides. */
export function countNumbers(reference: Float64Array, current: Float64Array): RawPair & { kind: 'counts' } {
  const tally = (values: Float64Array): Map<number, number> => {
    const counts = new Map<number, number>();
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
    return counts;
  };
  const [a, b] = [tally(reference), tally(current)];
  const values = [...new Set([...a.keys(), ...b.keys()])].sort((x, y) => x - y);
  return {
    kind: 'counts',
    reference: values.map((value) => a.get(value) ?? 0),
    current: values.map((value) => b.get(value) ?? 0),
  };
}
