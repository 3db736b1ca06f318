import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Files } from '../block.ts';
import { checkData } from '../check.ts';
import { parseContract } from '../contract/native.ts';
import { draftContract } from '../draft/draft.ts';
import { joinByKey } from '../drift/join.ts';
import { timelineOf } from '../drift/window.ts';
import { CSV_CASES, ZSTD_CASES } from '../fixture/csv-cases.ts';
import { judge } from '../fixture/judged.ts';
import { openWorkspace, type Workspace } from '../fixture/workspace.ts';
import { pieces } from '../pieces.ts';
import { readPredictions } from '../predictions.ts';
import { buildProfile } from '../profile/build.ts';
import { countAgainst } from '../profile/count.ts';
import { requireSameCount } from '../second-count.ts';
import type { Source } from '../source.ts';
import { mapShard } from '../state/map.ts';
import { RowCounter } from './csv-rows.ts';

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
});
afterAll(() => space.close());

/** Rows by our count and by the engine's, or the error. */
async function counts(name: string, content: string | Uint8Array): Promise<number | string> {
  try {
    const source = await space.source(name, content);
    const { n } = await space.engine.row(`SELECT count(*) AS n, count(COLUMNS(*)) FROM ${source.relation}`, 'data');
    requireSameCount(source, Number(n));
    return Number(n);
  } catch (error) {
    expect(error).toMatchObject({ name: 'InputError' });
    return (error as Error).message;
  }
}

describe('a hostile CSV is read as it is, or is one clear error', () => {
  const zstd = Object.entries(ZSTD_CASES).map(([name, one]) => [name, { ...one, suffix: '.csv.zst' }] as const);
  test.each([...Object.entries(CSV_CASES), ...zstd])('%s', async (_, { content, suffix = '.csv', ours }) => {
    const told = await counts(`case${suffix}`, content);
    if (typeof ours === 'number') expect(told).toBe(ours);
    else expect(told).toMatch(ours);
  });

  test('what is read has the rows that other readers see', () => {
    const read = Object.values(CSV_CASES).filter(({ ours }) => typeof ours === 'number');
    expect(read.map(({ python }) => python)).toEqual(read.map(({ ours }) => ours));
  });
});

test('a header of tens of thousands of columns is read whole', async () => {
  const names = Array.from({ length: 30_000 }, (_, at) => `column_${at}`);
  const source = await space.source('wide.csv', `${names}\n${names.map((_, at) => at)}\n`);
  expect(source.columns.map(({ name }) => name)).toEqual(names);
  expect(source.counted?.rows).toBe(1);
});

test('a row as long as the reader takes is read, also where line ends in quotes make it so', async () => {
  for (const value of ['x'.repeat(1_999_990), 'x\n'.repeat(999_990)])
    expect(await counts('long.csv', `a,b\n1,"${value}"\n2,y\n`)).toBe(2);
  expect(await counts('long.csv', `a,b\n1,"${'x\n'.repeat(2_000_000)}"\n2,y`)).toMatch(/line 2 .* longer than/);
  expect(await counts('long.csv', `a,b\n1,y\n2,${'x'.repeat(3_000_000)}`)).toMatch(/line 3 .* longer than/);
});

describe('blank lines', () => {
  const text = 'a,b\r\n1,"x\r\n\r\n"\r\n\r\n\r\n2,y\r\n\r\n3,z\r\n\r\n';

  test('are counted where the contract lets them be, and are no rows', async () => {
    const { csv } = parseContract(
      'version: 1\nread: { csv: { blank_lines: skip } }\ncolumns: { a: integer }',
      'c.yaml',
    );
    const source = await space.source('blank.csv', text, { csv });
    expect(source.counted).toEqual({ rows: 3, blankLines: 3 });
    const { sources } = await judge(space, [source], 'checks: [{ rows: 3 }]');
    expect(sources[0]?.rows).toBe(3);
  });

  test('are damage otherwise, unless they end the file', async () => {
    await expect(space.source('blank.csv', text)).rejects.toThrow(
      'data, line 5 of "blank.csv": a line between rows is blank. Remove it, or set `read: { csv: { blank_lines: skip } }` in the contract.',
    );
    await expect(space.source('blank.csv', text, { csv: { blankLines: 'refuse' } })).rejects.toThrow('blank');
  });
});

describe('the second count', () => {
  const two = () => space.source('two.csv', 'truth,predicted,at\n1,0,2024-01-01\n0,1,2024-01-02\n');
  const contract = parseContract('version: 1\nchecks: [{ rows: "> 0" }]', 'c.yaml');
  const shard = { model: 'm', run: '1', number: 1, of: 1 };
  test.each<[what: string, read: (source: Source, place: Files) => Promise<unknown>]>([
    ['a check', (source, files) => checkData({ engine: space.engine, sources: [source], contract, files })],
    [
      'a draft',
      (source) => draftContract({ engine: space.engine, sources: [source], data: new Map(), root: space.root }),
    ],
    ['predictions', (source) => readPredictions(space.engine, source)],
    ['a profile', (source) => buildProfile(space.engine, [{ source }])],
    [
      'a count for drift',
      async (source) =>
        countAgainst(space.engine, await buildProfile(space.engine, [{ source: await two() }]), [source]),
    ],
    ['a window of time', (source) => timelineOf(space.engine, source, 'at', 'timestamp-column')],
    [
      'a file of truths',
      async (source) =>
        joinByKey(space.engine, await two(), source, { key: 'truth', theirs: [], isOpen: true, isLate: false }),
    ],
    [
      'a shard',
      (source, files) => {
        const folder = join(space.root, 'states');
        const profiled = new Map<string, readonly string[]>();
        return mapShard({
          engine: space.engine,
          sources: [source],
          contracts: [contract],
          files,
          profiled,
          folder,
          shard,
        });
      },
    ],
  ])('%s ends where the engine sees other rows than we do', async (_, read) => {
    const source = await two();
    const place = { workspace: space.root, base: space.root };
    await read(source, place);
    const other = { ...source, relation: `(SELECT * FROM ${source.relation} LIMIT 1)` };
    await rm(join(space.root, 'states'), { recursive: true, force: true });
    await expect(read(other, place)).rejects.toThrow(
      'data: two readers count different numbers of rows, so that nothing can be said of them (got 1 by the engine, expected 2)',
    );
  });

  test('pieces may be cut anywhere', async () => {
    const bytes = Buffer.from('\ufeffa,b\r\n"\u{1F600}\r\n""",é\r\n\r\n3,"4"\r\n');
    for (let size = 1; size < bytes.length; size++) {
      const counter = new RowCounter(
        { delimiter: ',', header: true, width: 2, blankLines: 'skip', skipInitialSpace: false },
        String,
      );
      for await (const piece of pieces(inChunks(bytes, size))) counter.push(piece);
      counter.end();
      expect([size, counter.rows, counter.blankLines]).toEqual([size, 2, 1]);
    }
  });
});

async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
