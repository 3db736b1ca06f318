import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openWorkspace, type Workspace } from '../fixture/workspace.ts';
import { inferTypes } from '../infer.ts';
import type { Meaning } from '../relation.ts';
import type { Source } from '../source.ts';
import { roundEdges, timeText } from './edges.ts';
import { takeShape, type Wish } from './take.ts';

let work: Workspace;
beforeEach(async () => {
  work = await openWorkspace();
});
afterEach(() => work.close());

const meaning: Meaning = {
  types: new Map(),
  missing: new Map(),
  personal: new Set(),
  optional: new Set(),
  listed: new Map(),
};

async function shapeOf(source: Source, given: Partial<Wish> = {}) {
  const types = await inferTypes(work.engine, source);
  return takeShape(work.engine, source, { meaning, rows: 4, named: false, types, ...given });
}

const csv =
  'n,word,flag,day,odd\n1.5,a,true,2024-01-01,NaN\n2.5,a,false,2024-03-01,1\n,b,true,2024-05-01,inf\n9,secret,true,,2\n';

describe('shapes', () => {
  test('counts between round numbers, and values without their names', async () => {
    const { columns, sampled } = await shapeOf(await work.source('data.csv', csv));
    expect(sampled).toBe(false);
    const [n, word, flag, day, odd] = columns;
    expect(n).toMatchObject({
      type: 'number',
      rows: 4,
      missing: 1,
      drawn: { below: 0, above: 0, notFinite: 0, step: 0.5 },
    });
    expect(n?.drawn).toMatchObject({ edges: expect.arrayContaining([1.5, 2, 9.5]) });
    expect(word?.drawn).toEqual({
      kind: 'categories',
      distinct: 3,
      top: [2, 1, 1].map((count) => ({ count, name: null })),
      other: 0,
    });
    expect(flag?.drawn).toMatchObject({
      top: [
        { count: 3, name: 'true' },
        { count: 1, name: 'false' },
      ],
    });
    expect(day).toMatchObject({ type: 'date', missing: 1, drawn: { kind: 'times' } });
    expect(odd?.drawn).toMatchObject({ notFinite: 2 });
    expect(JSON.stringify(columns)).not.toContain('secret');
  });

  test('names where they are wished for, nothing at all of personal columns', async () => {
    const source = await work.source('data.csv', csv);
    const named = await shapeOf(source, {
      named: true,
      meaning: { ...meaning, personal: new Set(['n']) },
    });
    expect(named.columns[1]?.drawn).toMatchObject({ top: [{ name: 'a' }, { name: 'b' }, { name: 'secret' }] });
    expect(named.columns[0]).toMatchObject({ missing: 1, drawn: null });
  });

  test('a column whose name sounds personal is not drawn', async () => {
    const { columns } = await shapeOf(await work.source('p.csv', 'zip,x\n10115,1\n,2\n'));
    expect(columns[0]).toMatchObject({ rows: 2, missing: 1, drawn: null });
  });

  test("the contract's types and spellings of a missing value are used", async () => {
    const meant = { ...meaning, types: new Map([['code', 'string' as const]]), missing: new Map([['code', ['-1']]]) };
    const source = await work.source('codes.csv', 'code\n007\n008\n-1\n');
    const { columns } = await shapeOf(source, { meaning: meant });
    expect(columns[0]).toMatchObject({ type: 'string', missing: 1, drawn: { kind: 'categories', distinct: 2 } });
  });

  test('large data is drawn from a part, and says so', async () => {
    const source = await work.parquet('big.parquet', 'SELECT i AS a, i % 7 AS b FROM range(1500000) t(i)');
    const { columns, sampled } = await shapeOf(source, { rows: 1_500_000 });
    expect(sampled).toBe(true);
    const [a] = columns;
    expect(a?.rows).toBeGreaterThan(300_000);
    expect(a?.rows).toBeLessThan(700_000);
  });
});

describe('round edges', () => {
  const around = (min: number, max: number) => ({ min, max, low: min, high: max });
  test.each([
    ['years of age', around(18, 88), 'whole', 5, [15, 90]],
    ['shares', around(0.013, 0.987), 'numbers', 0.05, [0, 1]],
    ['one value', around(7, 7), 'numbers', 0.5, [7, 7.5]],
    ['zero', around(0, 0), 'numbers', 1, [0, 1]],
    ['far extremes are left out', { min: -1e9, max: 1e9, low: 0, high: 100 }, 'numbers', 5, [0, 105]],
    ['a flag', around(0, 1), 'whole', 1, [0, 2]],
  ] as const)('%s', (_, window, steps, step, ends) => {
    const round = roundEdges(window, steps);
    expect(round?.step).toBe(step);
    expect([round?.edges[0], round?.edges.at(-1)]).toEqual(ends);
  });

  test('where doubles are too coarse or too large there are none', () => {
    expect(roundEdges(around(1e17, 1e17 + 32), 'numbers')).toBeNull();
    expect(roundEdges(around(-1.7e308, 1.7e308), 'numbers')).toBeNull();
  });

  test('times are written as finely as their edges', () => {
    const day = Date.UTC(2024, 2, 1) / 1_000;
    expect(timeText(day, 60)).toBe('2024-03-01 00:00');
    expect(timeText(day, 86_400)).toBe('2024-03-01');
    expect(timeText(day, 30.4375 * 86_400)).toBe('2024-03');
    expect(timeText(20 * 365.25 * 86_400, 365.25 * 86_400)).toBe('1990');
  });
});
