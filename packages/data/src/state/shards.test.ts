import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkedWhole, type Inputs, mapAll, mapped, reduced } from '../fixture/sharded.ts';
import { openWorkspace, type Workspace } from '../fixture/workspace.ts';

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
});
afterAll(() => space.close());

let written = 0;
async function file(text: string, extension = 'csv'): Promise<string> {
  const name = `f${written++}.${extension}`;
  await space.write(name, text);
  return name;
}
const native = (rest: string): string => `version: 1\n${rest}`;
const simple = native('columns: { id: { type: string, unique: true }, x: { type: number, max: 5, mean: [0, 9] } }');
const shardsOf = async (...texts: readonly string[]): Promise<Inputs[]> =>
  Promise.all(texts.map(async (text) => ({ data: [await file(text)] })));

/** What went wrong, in words. */
const problem = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'nothing',
    (error: Error) => `${error.name}: ${error.message}`,
  );

describe('rules across shards', () => {
  test.each<[what: string, contract: string, shards: (() => Promise<Inputs[]>) | readonly string[]]>([
    ['a value in two shards is no longer unique', 'columns: { id: { unique: true } }', ['id\na\nb\n', 'id\nb\nc\n']],
    ['a shard without a row', 'columns: { id: { unique: true } }', ['id\na\nb\n', 'id\n']],
    [
      'a condition that no row fulfils',
      'checks: [{ unique: { columns: [id], where: "id = \'z\'" } }]',
      ['id\na\n', 'id\nb\n'],
    ],
    ['0 and -0 are one number', 'columns: { x: { distinct: [1, 1] } }', ['x\n0\n', 'x\n-0\n']],
    [
      'an integer in two spellings',
      'columns: { x: { type: integer, unique: true, distinct: [2, 2] } }\nchecks: [{ duplicate_rows: all }]',
      ['x\n1\n', 'x\n01\n2\n'],
    ],
    ['a number in two spellings', 'columns: { x: { type: number, unique: true } }', ['x\n1.0\n', 'x\n1e0\n2\n']],
    ['a missing column', 'key: [id]\ncolumns: { id: {}, y: { unique: true } }', ['id\na\n', 'id\nb\n']],
    ['integers here, numbers there', 'columns: { x: { type: number, sum: [0, 9] } }', ['x\n1\n2\n', 'x\n1.5\n']],
    ['nothing here, dates there', 'columns: { x: { type: date, nulls: 1 } }', ['x,y\n,1\n', 'x,y\n2024-02-29,2\n']],
    [
      'foreign keys',
      'checks: [{ refers: { columns: [k], to: refs, key: [id] } }]',
      async () => [
        { data: [await file('k\na\nz\n')], refs: [await file('id\na\n')] },
        { data: [await file('k\nb\n\n')], refs: [await file('id\nb\n')] },
      ],
    ],
    [
      'entities, times and labels of splits',
      'splits: { inputs: [train, test], entity: [who], entity_overlap: 0, time: at, time_order: true, shared_dates: 0, label: y, new_labels: 0, new_categories: [who], sizes: { train: ">= 3" }, ratio: [0, 1] }\nlabels: { column: y, where: "y <> \'no\'", min_share: 40% }',
      async () => [
        { train: [await file('who,at,y\np1,2024-01-01,no\n')], test: [await file('who,at,y\np2,2024-01-03,yes\n')] },
        {
          train: [await file('who,at,y\np2,2024-01-02,no\np3,2024-01-03,maybe\n')],
          test: [await file('who,at,y\np9,2025-01-01,new\n')],
        },
      ],
    ],
    [
      'records of different keys',
      'columns: { a: { type: integer, nulls: 1, unique: true }, b: { type: string, optional: true, distinct: [1, 5] } }\nchecks: [{ duplicate_rows: all }]',
      async () => [
        { data: [await file('{"a":1}\n{"a":1}\n', 'jsonl')] },
        { data: [await file('{"a":1,"b":"x"}\n{"a":1,"b":null}\n', 'jsonl')] },
      ],
    ],
  ])('%s', async (_, contract, given) => {
    const shards = typeof given === 'function' ? await given() : await shardsOf(...given);
    const names = [...new Set(shards.flatMap((inputs) => Object.keys(inputs)))];
    const all = Object.fromEntries(names.map((name) => [name, shards.flatMap((inputs) => inputs[name] ?? [])]));
    const text = native(contract);
    expect(await reduced(space, text, await mapAll(space, text, shards))).toEqual(await checkedWhole(space, text, all));
  });

  test.each([
    ['sum: "< 9007199254740994"', 'fail', ['9007199254740993', '1']],
    ['sum: "> 9007199254740992"', 'pass', ['9007199254740991', '2']],
    ['max_value: "<= 9007199254740992"', 'fail', ['9007199254740993', '1']],
    ['min_value: ">= -9007199254740992"', 'fail', ['1', '-9007199254740993']],
    ['sum: "< 9007199254740994"', 'pass', ['9007199254740993', '-9007199254740993']],
  ])('integers that no double holds: %s', async (rule, status, values) => {
    const text = native(`columns: { x: { type: integer, ${rule} } }`);
    const shards = await shardsOf(...values.map((value) => `x\n${value}\n`));
    const whole = await checkedWhole(space, text, { data: shards.flatMap(({ data = [] }) => data) });
    expect(whole.verdict).toBe(status);
    expect(await reduced(space, text, await mapAll(space, text, shards))).toEqual(whole);
  });

  test('values that repeat thousands of times', async () => {
    const text = native('columns: { x: { type: integer, median: [0, 9], distinct: [2, 2], top_share: "<= 0.7" } }');
    const shards = await shardsOf(`x\n${'1\n'.repeat(2_000)}${'2\n'.repeat(999)}`, `x\n${'2\n'.repeat(1_002)}`);
    const whole = await checkedWhole(space, text, { data: shards.flatMap(({ data = [] }) => data) });
    expect(await reduced(space, text, await mapAll(space, text, shards))).toEqual(whole);
  });

  test('fields below structures of Parquet', async () => {
    await space.parquet('s1.parquet', "SELECT {'city': 'Rome'} AS address");
    await space.parquet('s2.parquet', "SELECT {'city': 'Rome'} AS address");
    const text = native('columns: { "address.city": { type: string, unique: true, in: [Rome] } }');
    const shards = [{ data: ['s1.parquet'] }, { data: ['s2.parquet'] }];
    const whole = await checkedWhole(space, text, { data: ['s1.parquet', 's2.parquet'] });
    expect(whole.verdict).toBe('fail');
    expect(await reduced(space, text, await mapAll(space, text, shards))).toEqual(whole);
  });
});

describe('what is not one whole is an error', () => {
  const two = () => shardsOf('id,x\na,1\n', 'id,x\nb,2\n');

  test('a shard that never reported, or did twice', async () => {
    const [first = '', second = ''] = await mapAll(space, simple, await two());
    expect(await problem(reduced(space, simple, [second]))).toBe(
      "InputError: states: shard 1 of 2 has not reported (got 1 of 2). Look at that job's log; nothing is judged without it.",
    );
    expect(await problem(reduced(space, simple, [first, second, first]))).toContain('shard 1 of 2 has reported twice');
    expect(await problem(reduced(space, simple, []))).toContain('no shard has reported');
  });

  test('shards of two divisions', async () => {
    const [first = ''] = await mapAll(space, simple, await two());
    const other = await mapped(space, simple, { data: [await file('id,x\nc,1\n')] }, { number: 2, of: 3 });
    expect(await problem(reduced(space, simple, [first, other.folder]))).toContain('got 1/2, 2/3');
  });

  test('a file in two shards', async () => {
    const [data] = await two();
    const folders = await mapAll(space, simple, [data ?? {}, data ?? {}]);
    expect(await problem(reduced(space, simple, folders))).toMatch(
      /"f\d+\.csv" of "data" is in shard 1 and in shard 2/,
    );
  });

  test.each([
    ['of another run', 'run', '"1"', '"7"', 'is of another run (got "7", expected "1")'],
    ['of another model', 'model', '"birds"', '"bees"', 'is of another model'],
    ['of another engine', 'engine', '"v', '"w', 'is of another engine'],
    ['of another version', 'version', '2', '1', 'or it is of another version'],
  ])('a shard %s', async (_, key, from, to, message) => {
    const folders = await mapAll(space, simple, await two());
    const path = join(folders[1] ?? '', 'shard.json');
    await writeFile(path, (await readFile(path, 'utf8')).replace(`"${key}": ${from}`, `"${key}": ${to}`));
    expect(await problem(reduced(space, simple, folders))).toContain(message);
  });

  test('states of another contract', async () => {
    const folders = await mapAll(space, simple, await two());
    const other = simple.replace('max: 5', 'max: 6');
    expect(await problem(reduced(space, other, folders))).toContain('does not answer what this contract asks');
    const limits = simple.replace('max: 5', 'max: 5, failing: 1, severity: warn');
    expect((await reduced(space, limits, folders)).verdict).toBe('pass');
  });

  test('a state or a table that is damaged or gone', async () => {
    const folders = await mapAll(space, simple, await two());
    const [state = ''] = (await readdir(folders[0] ?? '')).filter((name) => name !== 'shard.json');
    const home = join(folders[0] ?? '', state);
    const [table = ''] = (await readdir(home)).filter((name) => name.endsWith('.parquet'));
    await writeFile(join(home, table), 'PAR1');
    expect(await problem(reduced(space, simple, folders))).toContain('the state is damaged');
    await rm(home, { recursive: true });
    expect(await problem(reduced(space, simple, folders))).toContain('has handed over no state of "data"');
  });

  test.each([
    ['other columns', 'id,x\na,1\n', 'id,y\nb,1\n', 'shard 1 and shard 2 differ in the columns "x", "y"'],
    ['another order', 'id,x\na,1\n', 'x,id\n1,b\n', 'shard 1 and shard 2 differ in the order of columns'],
    ['another delimiter', 'id,x\na,1\n', 'id;x\nb;1\n', 'shard 1 and shard 2 differ in the delimiter'],
  ])('%s', async (_, one, other, message) => {
    const folders = await mapAll(space, simple, await shardsOf(one, other));
    expect(await problem(reduced(space, simple, folders))).toContain(message);
  });

  test('no row in any of them', async () => {
    const folders = await mapAll(space, simple, await shardsOf('id,x\n', 'id,x\n'));
    expect(await problem(reduced(space, simple, folders))).toBe(
      'InputError: data: the data holds no row (got 2 file(s), 0 rows).',
    );
  });

  test('types that a shard could not foresee, without its files', async () => {
    const shards = await shardsOf('x\n1\n', 'x\n1.5\n');
    const text = native('columns: { x: { nulls: 0 } }');
    const folders = await mapAll(space, text, shards);
    for (const { data = [] } of shards) await rm(join(space.root, data[0] ?? ''));
    expect(await problem(reduced(space, text, folders))).toContain('could not foresee how the other shards write "x"');
  });
});

test('rules that need the whole are refused by name, before data is read', async () => {
  const text = native(
    'columns: { y: {} }\nchecks: [{ sql: { name: n, query: "SELECT 1 FROM data", rows: 0 } }, { images: { root: pictures } }]\nlabels: { column: y, conflicts: 0 }\nsplits: { inputs: [a, b], label: y, overlap: 0, target_leak: 0.9 }',
  );
  expect(await problem(mapAll(space, text, await shardsOf('y\n1\n')))).toMatchInlineSnapshot(
    `"InputError: c.yaml: these rules need the whole data at once and cannot be answered from shards (got "sql(n)" (line 3), "images(pictures).readable" (line 3), "splits.target_leak" (line 5), expected rules that add up over shards, or ask for the distribution of columns). Check them with \`mode: check\` in a job that has all data, and leave them out of the contract of the shards."`,
  );
  const below = mapAll(space, native('columns: { a.b: integer }'), [
    { data: [await file('{"a":{"b":1}}\n', 'jsonl')] },
  ]);
  expect(await problem(below)).toContain('keys below columns of JSON cannot be looked at in shards (got "a.b"');
});

describe('a state of the same bytes', () => {
  const again = async (states: string, text: string, path: string): Promise<boolean> =>
    (await mapped(space, text, { data: [path] }, { number: 1, of: 1, states })).inputs.every(
      ({ isReused }) => isReused,
    );

  test('is used again whatever the limits and the name of the file; other bytes and other questions are read', async () => {
    const states = await mkdtemp(join(space.root, 'kept-'));
    const path = await file('id,x\na,1\nb,7\n');
    expect(await again(states, simple, path)).toBe(false);
    expect(await again(states, simple, path)).toBe(true);
    await cp(join(space.root, path), join(space.root, 'renamed.csv'));
    expect(await again(states, simple.replace('max: 5', 'max: 5, failing: 9'), 'renamed.csv')).toBe(true);
    expect(await again(states, simple.replace('max: 5', 'max: 6'), path)).toBe(false);
    await space.write(path, 'id,x\na,1\nb,8\n');
    expect(await again(states, simple.replace('max: 5', 'max: 6'), path)).toBe(false);
    expect((await readdir(join(states, 'shard-1-of-1'))).length).toBe(2); // the shard and its one state
  });

  test('is asked again what the clock may have changed', async () => {
    const states = await mkdtemp(join(space.root, 'kept-'));
    const path = await file('at\n2024-01-01\n');
    const past = native('columns: { at: { type: date, past: true } }');
    expect([await again(states, past, path), await again(states, past, path)]).toEqual([false, false]);
    const fresh = native('columns: { at: { type: date, fresh: 9999d } }');
    expect([await again(states, fresh, path), await again(states, fresh, path)]).toEqual([false, true]);
  });

  test('that is damaged is made anew', async () => {
    const states = await mkdtemp(join(space.root, 'kept-'));
    const path = await file('id,x\na,1\n');
    const { folder, inputs } = await mapped(space, simple, { data: [path] }, { number: 1, of: 1, states });
    await writeFile(join(folder, inputs[0]?.input.state ?? '', 'state.json'), '{}');
    expect(await again(states, simple, path)).toBe(false);
    expect((await reduced(space, simple, [folder])).verdict).toBe('pass');
  });
});

test('what only asks which values are equal leaves no value in a state', async () => {
  const text = native(
    'key: [mail]\ncolumns: { mail: { type: string, distinct: [1, 9], top_share: "<= 1", pattern: ".*", pii: true } }\nchecks: [{ duplicate_rows: all }]',
  );
  const [folder = ''] = await mapAll(space, text, await shardsOf('mail\nann@secret.example\n'));
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name));
  const tables = paths.filter((path) => path.endsWith('.parquet'));
  expect(tables.length).toBe(2);
  for (const table of tables) {
    const columns = await space.engine.rows(`DESCRIBE FROM read_parquet('${table}')`);
    expect(columns.map(({ column_type }) => column_type)).toEqual(['BLOB', 'BIGINT']);
  }
  for (const path of paths) expect((await readFile(path)).toString('latin1')).not.toContain('secret');
});
