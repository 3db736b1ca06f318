import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkedWhole, mapAll, reduced } from '../fixture/sharded.ts';
import { openWorkspace, type Workspace } from '../fixture/workspace.ts';

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
});
afterAll(() => space.close());

let written = 0;

test('samples beside times, entities and a condition', async () => {
  const head = 'id,who,at,x,y\n';
  const write = (name: string, rows: string): Promise<string> => space.write(name, `${head}${rows}`).then(() => name);
  const train = [
    await write('tr1.csv', '1,a,2024-01-01T10:00:00Z,1.0,0\n2,b,2024-01-02T10:00:00Z,,1\n'),
    await write('tr2.csv', '3,c,2024-01-03T10:00:00Z,3,0\n4,d,2024-01-09T10:00:00Z,4,2\n'),
  ];
  const held = [
    await write('te1.csv', '8,a,2024-01-01T10:00:00Z,1,1\n9,c,2024-01-03T10:00:00Z,3,0\n'),
    await write('te2.csv', '7,b,2024-01-02T10:00:00Z,,1\n6,z,2025-01-02T10:00:00Z,-0,3\n'),
  ];
  const text = `version: 1
columns: { y: { type: integer } }
splits: { inputs: [train, test], where: "y < 3", label: y, time: at, entity: [who], overlap: 0, input_overlap: 0, entity_overlap: 0, time_order: true, new_labels: 0 }`;
  const whole = await checkedWhole(space, text, { train, test: held });
  const found = whole.rules.filter(({ id }) => id.startsWith('splits')).map(({ failing, of }) => `${failing}/${of}`);
  expect(found).toEqual(['2/3', '3/3', '3/3', '3/3', '0/3']);
  const shards = train.map((path, at) => ({ train: [path], test: [held[at] ?? ''] }));
  expect(await reduced(space, text, await mapAll(space, text, shards))).toEqual(whole);
});

describe('samples that shards cannot compare are an error', () => {
  const contract = 'version: 1\nsplits: { inputs: [train, test], overlap: 0 }';
  const differ =
    'in shards, samples compare only where both inputs have the same columns, of the same types, in one format';
  const input = async (extension: string, ...texts: readonly string[]): Promise<readonly string[]> => {
    const names = texts.map(() => `shared-${written++}.${extension}`);
    for (const [at, name] of names.entries()) await space.write(name, texts[at] ?? '');
    return names;
  };

  test.each<[what: string, train: readonly string[], test: readonly string[], note: string | undefined]>([
    ['the same columns', ['csv', 'a,b\n1,2\n'], ['csv', 'b,a\n2,1.0\n'], undefined],
    ['another column', ['csv', 'a,b\n1,2\n'], ['csv', 'a,c\n1,2\n'], differ],
    ['another format', ['csv', 'a,b\n1,2\n'], ['jsonl', '{"a":1,"b":2}\n'], differ],
    [
      'other ids',
      ['jsonl', '{"id":1,"uid":2}\n', '{"uid":2}\n'],
      ['jsonl', '{"uid":2}\n'],
      'the records of shards have different ids; name them in `ignore`',
    ],
  ])('%s', async (_, [trainType = '', ...train], [testType = '', ...held], note) => {
    const [trains, tests] = [await input(trainType, ...train), await input(testType, ...held)];
    const shards = trains.map((path, at) => ({ train: [path], ...(tests[at] && { test: [tests[at]] }) }));
    const { rules } = await reduced(space, contract, await mapAll(space, contract, shards));
    const overlap = rules.find(({ id }) => id === 'splits.overlap');
    expect([overlap?.status, overlap?.note]).toEqual(note === undefined ? ['fail', undefined] : ['error', note]);
  });
});

test('what is to be ignored is looked for in the columns of the data', async () => {
  await space.write('z1.csv', 'a,y,z\n1,0,1\n1,1,2\n');
  await space.write('z2.csv', 'a,y,z\n1,0,1\n2,1,2\n');
  const shards = [{ data: ['z1.csv'] }, { data: ['z2.csv'] }];
  for (const [ignore, status] of [
    ['z', 'fail'],
    ['zz', 'error'],
  ] as const) {
    const text = `version: 1\nlabels: { column: y, conflicts: 0, ignore: [${ignore}] }`;
    const whole = await checkedWhole(space, text, { data: ['z1.csv', 'z2.csv'] });
    expect(whole.rules.at(-1)?.status).toBe(status);
    expect(await reduced(space, text, await mapAll(space, text, shards))).toEqual(whole);
  }
});
