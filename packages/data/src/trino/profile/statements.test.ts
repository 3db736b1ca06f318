import { describe, expect, test } from 'vitest';
import type { TrinoEngine } from '../engine.ts';
import { insideSpan } from '../window.ts';
import { tallyNumbers } from './numbers.ts';
import { inPortions } from './portion.ts';
import { readsOf } from './value.ts';

describe('statements', () => {
  test.each([
    ['nothing', [], [0]],
    ['few columns', [10, 10], [2]],
    ['many columns', Array.from({ length: 101 }, () => 1), [50, 50, 1]],
    ['long ones', [150_000, 60_000, 250_000, 5], [1, 1, 1, 1]],
  ])('stay below what Trino takes: %s', (_, lengths, sizes) => {
    const parts = lengths.map((length) => 'x'.repeat(length));
    expect(inPortions(parts).map((portion) => portion.length)).toEqual(sizes);
  });

  const span = { start: Date.parse('2024-02-29T06:00:00Z'), end: Date.parse('2024-03-01T00:00:00Z') };
  test.each([
    ['date', `("at" >= DATE '2024-03-01' AND "at" < DATE '2024-03-01')`],
    ['timestamp(6)', `("at" >= TIMESTAMP '2024-02-29 06:00:00.000' AND "at" < TIMESTAMP '2024-03-01 00:00:00.000')`],
    [
      'timestamp(3) with time zone',
      `("at" >= TIMESTAMP '2024-02-29 06:00:00.000 UTC' AND "at" < TIMESTAMP '2024-03-01 00:00:00.000 UTC')`,
    ],
  ])('bound a %s by its own type, so that partitions are pruned', (type, sql) => {
    expect(insideSpan({ name: 'at', type }, span)).toBe(sql);
  });

  test('a column that only DuckDB looks at is an error of it', () => {
    const table = {
      name: 'data',
      format: 'trino',
      stored: 'warehouse',
      relation: 't',
      columns: [{ name: 'v', type: 'array(real)' }],
    } as const;
    const reading = { name: 'v', role: 'feature', kind: 'embedding', type: 'number', dimension: 3 } as const;
    expect(() => readsOf(table, [reading])).toThrow(/^current: the column "v" holds embeddings, which are read here/);
  });
});

test('exact sums come back from halves and powers of two', async () => {
  const asked: string[] = [];
  const k = 2n ** 57n + 2n ** 30n + 3n;
  const half = 2n ** 30n;
  const [h, l] = [k / half, k % half];
  const row = {
    c: 4,
    b: 1,
    e: 8,
    n: 2,
    s: String(2n * k),
    hh: String(2n * h * h),
    hl: String(2n * h * l),
    ll: String(2n * l * l),
  };
  const engine = {
    rows: async (sql: string) => {
      asked.push(sql);
      return [row, { ...row, b: 0, e: 0, n: 1, s: '-5', hh: '0', hl: '0', ll: '25' }];
    },
  } as unknown as TrinoEngine;
  const frame = { edges: [-1, 2.5], atoms: [], center: 1, exponent: 3 };
  const counted = await tallyNumbers(engine, { name: 'data', from: 't' }, new Map([[4, frame]]));
  expect(counted.get(4)).toEqual({
    counts: [1, 2, 0],
    sums: ['-5', String((2n * k) << 8n), '0'],
    squares: String(25n + ((2n * k * k) << 16n)),
  });
  expect(asked).toHaveLength(1);
  expect(asked[0]).toContain("2 - width_bucket(-v4, ARRAY[DOUBLE '-2.5', DOUBLE '1'])");
});
