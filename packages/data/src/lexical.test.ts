import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWorkspace, type Workspace } from './fixture/workspace.ts';
import { laxly, strict, strictly, type WrittenType } from './lexical.ts';
import { literal } from './sql.ts';

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
});
afterAll(() => space.close());

/** Spellings at the borders of each form, and beyond them. */
const SEEDS: Readonly<Record<WrittenType, readonly string[]>> = {
  integer: ['0', '-0', '7', '+7', '007', '9223372036854775807', '9223372036854775808', '1e3', '0x1F', '0b1', '1_000'],
  number: ['0.5', '-1.5e-3', '+.5', '5.', '1_0.5', '1e308', '1e309', 'nan', '-nan(1)', 'inf', '-Infinity', '5 ', '-'],
  boolean: ['true', 'False', 'TRUE', 'tRuE', 't', 'yes', '1', 'on', 'false '],
  date: [
    '2024-02-29',
    '1999-12-31',
    '9999-06-15',
    '1500-10-03',
    '2023-02-29',
    '0001-01-01',
    '0000-01-01',
    '12024-01-01',
    '2024-1-1',
    'infinity',
    '2024/01/01',
  ],
  timestamp: [
    '2024-01-01 00:00:00',
    '2024-01-01T23:59:59.25Z',
    '2024-01-01 00:00:00+05:30',
    '1599-12-31 00:00:00',
    '0044-03-15 (BC) 00:00:00',
    '12024-01-01 00:00:00',
    '2024-01-01 00:00:00.1234567',
    '2024-01-01 00:00:60',
    'epoch',
  ],
};
const CHARACTERS = [...'01259+-._eExXnNaAiIfFtTyYzZ:/()B, \'"%\t\n\v\f\r\0é１\u00a0\u2028'];

/** The same numbers on every machine (Park and Miller, 1988). */
function randomly(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

/** Texts one or a few characters away from a seed. */
function mutants(seeds: readonly string[], count: number): string[] {
  const random = randomly(count);
  return Array.from({ length: count }, () => {
    const text = [...(seeds[random(seeds.length)] ?? '')];
    for (let change = random(3); change >= 0; change--)
      text.splice(
        random(text.length + 1),
        random(2),
        ...(random(4) > 0 ? [CHARACTERS[random(CHARACTERS.length)] ?? ''] : []),
      );
    return text.join('');
  });
}

const COUNT = 3_000;

describe('the cheap reading of a text is the strict one', () => {
  test.each(Object.keys(SEEDS) as WrittenType[])('%s', async (type) => {
    const texts = [...SEEDS[type], ...mutants(SEEDS[type], COUNT), ...mutants(Object.values(SEEDS).flat(), COUNT)];
    const relation = `(SELECT t, ${laxly('t', type)} AS lax FROM (SELECT unnest([${texts.map(literal).join(', ')}, NULL]) AS t))`;
    const [cheap, dear] = [strictly('t', type, 'lax'), strict('t', type, 't IS NOT NULL')];
    const rows = await space.engine.rows(
      `SELECT t FROM ${relation} WHERE typeof(${cheap}) <> typeof(${dear}) OR CAST(${cheap} AS VARCHAR) IS DISTINCT FROM CAST(${dear} AS VARCHAR)`,
    );
    expect(rows).toEqual([]);
    const { read, refused } = await space.engine.row(
      `SELECT count(${cheap}) AS read, count(*) FILTER (WHERE lax IS NOT NULL AND ${cheap} IS NULL) AS refused FROM ${relation}`,
    );
    expect([Number(read) > 100, Number(refused) > 20]).toEqual([true, true]);
  });
});
