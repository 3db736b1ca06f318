import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { checkData } from '../check.ts';
import { parseContract } from '../contract/native.ts';
import { openWorkspace, type Workspace } from '../fixture/workspace.ts';
import type { Source } from '../source.ts';
import { draftContract } from './draft.ts';
import { boundsAround, lengthAbove, missingLimit, rowsAround } from './slack.ts';

let work: Workspace;
beforeEach(async () => {
  work = await openWorkspace();
});
afterEach(() => work.close());

const data = new Map([['data', ['data.csv']]]);
const draft = (...sources: Source[]) => draftContract({ engine: work.engine, sources, data, root: work.root });
const columnsOf = (text: string): Record<string, Record<string, unknown>> => parse(text).columns;

/** The rules that a source breaks. */
async function broken(text: string, source: Source): Promise<string[]> {
  const contract = parseContract(text, 'draft.yaml');
  const files = { workspace: work.root, base: work.root };
  const { rules } = await checkData({ engine: work.engine, sources: [source], contract, files });
  return rules.filter(({ status }) => status !== 'pass').map(({ id }) => id);
}

const lines = (rows: number, line: (at: number) => string): string =>
  Array.from({ length: rows }, (_, at) => line(at)).join('\n');

describe('a draft', () => {
  test('of bird strikes reads like a contract that a person wrote', async () => {
    const home = new URL('../../../../examples/birdstrikes/data/', import.meta.url);
    for (const name of ['train.csv', 'test.csv']) await copyFile(new URL(name, home), join(work.root, name));
    const train = await work.source('train.csv', await readFile(join(work.root, 'train.csv')), { name: 'train' });
    const test = await work.source('test.csv', await readFile(join(work.root, 'test.csv')), { name: 'test' });
    const { text, rows, personal } = await draftContract({
      engine: work.engine,
      sources: [train, test],
      root: work.root,
      data: new Map([
        ['train', ['train.csv']],
        ['test', ['test.csv', 'more/*.csv']],
      ]),
    });
    expect({ rows, personal }).toEqual({ rows: 2222, personal: [] });
    expect(text).toMatchInlineSnapshot(`
      "# yaml-language-server: $schema=https://raw.githubusercontent.com/ml-actions/ml-actions/main/schema/data-contract.json
      # Drafted by validate-data (mode: init) from 1,638 rows of train, 584 rows of test.
      # All of it holds for that data, with slack for later data. Read it, tighten what you know better, and commit it.

      version: 1
      data: { train: train.csv, test: [ test.csv, "more/*.csv" ] }
      key: [ id ]
      columns:
        id: { type: string, min_length: 12, max_length: 12, blank: 0, trim: true }
        flight_date: { type: date, required: true, min: "1995-01-01", past: true }
        phase: { type: string, required: true, in: [ approach, climb, "take-off run", "landing roll", descent ] }
        time_of_day: { type: string, required: true, in: [ day, night, dusk, dawn ] }
        speed_knots: { type: integer, required: true, min: 0, max: 360 }
        wildlife_size: { type: string, required: true, in: [ small, medium, large ] }
        operator_kind: { type: string, required: true, in: [ airline, regional, government, cargo, business, unknown ] }
        aircraft_class: { type: string, required: true, in: [ jet, turboprop, government, "regional jet", light ] }
        damage: { type: integer, required: true, in: [ 0, 1 ] }
      extra_columns: fail
      checks:
        - rows: { between: [ 290, 3300 ] }
      "
    `);
    expect(parseContract(text, 'x').data.get('test')).toEqual(['test.csv', 'more/*.csv']);
  });

  test('fails on data that is clearly damaged', async () => {
    const head = 'user_id,age,country,joined,score,code\n';
    const line = (at: number): string =>
      `u-${1000 + at},${20 + ((at * 7) % 50)},${['IT', 'FR', 'DE'][at % 3]},2023-0${1 + (at % 9)}-11,${((at * 37) % 100) / 100},${at % 2}`;
    const good = await work.source('good.csv', head + lines(300, line));
    const { text } = await draft(good);
    expect(await broken(text, good)).toEqual([]);
    const change = (cell: number, value: string) =>
      head +
      lines(300, (at) =>
        line(at)
          .split(',')
          .map((own, place) => (place === cell && at === 7 ? value : own))
          .join(','),
      );
    const damage: [string, string][] = [
      [change(0, 'u-1000'), 'key(user_id)'],
      [change(0, ''), 'key.user_id.nulls'],
      [change(1, '-3'), 'age.range'],
      [change(1, 'young'), 'age.type'],
      [change(1, ''), 'age.nulls'],
      [change(2, 'it'), 'country.in'],
      [change(3, '2199-01-01'), 'joined.past'],
      [change(3, '11.01.2023'), 'joined.type'],
      [change(4, '1.5'), 'score.range'],
      [change(4, 'NaN'), 'score.finite'],
      [change(5, '2'), 'code.in'],
      [head + lines(20, line), 'rows'],
      [head.replace('code', 'cod') + lines(300, line), 'code.present'],
    ];
    for (const [content, rule] of damage)
      expect(await broken(text, await work.source('bad.csv', content))).toContain(rule);
  });

  test('writes no value of a personal column, and says so', async () => {
    const row = (at: number): string =>
      `${at % 2 ? 'ann' : 'bob'}@example.org,${10115 + (at % 3)},198${at % 9}-02-03,${at % 4},4111 1111 1111 1111`;
    const source = await work.source('people.csv', `contact,zip,date_of_birth,n,note\n${lines(100, row)}`);
    const { text, personal } = await draft(source);
    expect(personal).toEqual(['contact', 'zip', 'date_of_birth', 'note']);
    expect(text).not.toMatch(/ann|bob@|10115|198\d|4111/);
    expect(columnsOf(text).contact).toEqual({ type: 'string', required: true, format: 'email', pii: true });
    expect(text).toContain('# holds what looks like e-mail addresses: no value of it is written here');
    expect(text).toContain('# its name sounds personal');
    expect(await broken(text, source)).toEqual([]);
  });

  test('hostile names and values stay inert', async () => {
    const names = [
      '"><x',
      "it's: {a}",
      '# no',
      '__proto__',
      'null',
      '0123',
      '- a',
      'a\nb',
      '*x',
      '&y',
      '!!js',
      '{{ x }}',
      '<<',
      '~',
      'π "q" \\ \u2028',
    ];
    const values = ["'; DROP TABLE x; --", 'null', 'yes', '*a', '0x1F', '# c', 'a: b', '"\\n"', '\u202e'];
    const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
    const content = `${names.map(quoted).join(',')}\n${lines(180, (at) => names.map((_, column) => quoted(values[(at + column) % values.length] ?? '')).join(','))}`;
    const source = await work.source('hostile.csv', content);
    const { text, columns } = await draft(source);
    expect(columns).toBe(names.length);
    const contract = parseContract(text, 'x');
    expect(contract.rules.filter(({ kind }) => kind === 'present').map(({ column }) => column)).toEqual(names);
    const members = columnsOf(text)["it's: {a}"]?.in;
    expect(new Set(members as string[])).toEqual(new Set(values));
    expect(await broken(text, source)).toEqual([]);
  });

  test('of JSON lines and Parquet', async () => {
    const json = await work.source(
      'a.jsonl',
      lines(60, (at) =>
        JSON.stringify({
          id: at,
          at: `2024-01-${10 + (at % 9)}T10:00:00Z`,
          tags: ['x'],
          ok: at % 2 === 0,
          mixed: at % 2 ? at : 'text',
          ref: '6ba7b810-9dad-11d1-80b4-00c04fd430c8',
        }),
      ),
    );
    const one = await draft(json);
    expect(columnsOf(one.text)).toMatchObject({
      id: { type: 'integer' },
      at: { type: 'string', format: 'iso-datetime' },
      ok: { type: 'boolean', required: true },
      mixed: { required: true },
      ref: { format: 'uuid' },
    });
    expect(one.text).toContain('# values of several types');
    expect(parse(one.text).key).toEqual(['id']);
    const parquet = await work.parquet(
      'a.parquet',
      "SELECT i AS n, i / 7.0 AS x, DATE '2020-01-01' + CAST(i AS INTEGER) AS d, {'a': i} AS nested, CASE WHEN i % 10 > 0 THEN 'v' || (i % 4) END AS v FROM range(400) t(i)",
    );
    const two = await draft(parquet);
    expect(columnsOf(two.text)).toMatchObject({
      nested: { required: true },
      v: { type: 'string', in: expect.arrayContaining(['v0', 'v3']) },
    });
    expect(columnsOf(two.text).v?.nulls).toMatch(/^<= 1[0-9]%$/);
    expect(two.text).toContain('# nested or binary: its values are not looked into');
  });

  test('spellings of a missing value are found where they hide a type', async () => {
    const row = (at: number): string =>
      `${at % 10 === 3 ? 'NA' : at},${at % 10 === 3 ? 'NA' : 'NL'},${at % 7 ? '' : '?'}`;
    const source = await work.source('na.csv', `n,country,all\n${lines(90, row)}`);
    const { text } = await draft(source);
    expect(columnsOf(text)).toMatchObject({ n: { type: 'integer', missing: ['NA'] }, country: { in: ['NL', 'NA'] } });
    expect(await broken(text, source)).toEqual([]);
  });

  test('two inputs that differ give one contract that both hold', async () => {
    const a = await work.source('a.csv', `n,x,only\n${lines(40, (at) => `${at},1,z`)}`, { name: 'a' });
    const b = await work.source('b.csv', `n,x\n${lines(80, (at) => `${at / 8},word`)}`, { name: 'b' });
    const { text } = await draft(a, b);
    expect(columnsOf(text)).toMatchObject({ n: { type: 'number' }, only: { optional: true } });
    expect(columnsOf(text).x).not.toHaveProperty('type');
    for (const source of [a, b]) expect(await broken(text, source)).toEqual([]);
  });

  test('another delimiter is written down', async () => {
    const { text } = await draft(await work.source('s.csv', `a;b\n${lines(30, (at) => `${at};${at}`)}`));
    expect(parse(text).read).toEqual({ csv: { delimiter: ';' } });
  });
});

test.each([
  [18, 88, true, { min: 11, max: 95 }],
  [2, 9, true, { min: 1, max: 10 }],
  [1, 9, true, { min: 0, max: 10 }],
  [-20, -3, true, { min: -22, max: -1 }],
  [1931, 1932, true, { min: 1930, max: 1933 }],
  [0.2, 0.9, false, { min: 0, max: 1 }],
  [1.25, 3.5, false, { min: 1, max: 3.8 }],
  [7, 7, true, { min: 0 }],
  [-1e300, 1e300, false, {}],
] as const)('bounds around %d and %d', (low, high, whole, bounds) =>
  expect(boundsAround(low, high, whole)).toEqual(bounds),
);

test('limits have slack', () => {
  expect(missingLimit(6, 406)).toBe('<= 3.2%');
  expect(missingLimit(1, 1)).toBe('<= 100%');
  expect(rowsAround(1638, 1638)).toEqual([800, 3300]);
  expect(rowsAround(1, 1)).toEqual([1, 2]);
  expect(lengthAbove(12)).toBe(24);
});
