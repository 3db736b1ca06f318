import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorkspace, type Workspace } from '../fixture/workspace.ts';
import { RecordCounter } from './json-records.ts';
import { countRows } from './second-reader.ts';

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
});
afterAll(() => space.close());

const RECORDS = 60_000;
const text = Array.from({ length: RECORDS }, (_, at) => `{"id": ${at}, "text": "record ${(at * 7919) % 1_000_003}"}\n`);
const frames = Array.from({ length: 60 }, (_, at) => zstdCompressSync(text.slice(at * 1000, (at + 1) * 1000).join('')));

test.each([
  ['none', Buffer.from(text.join(''))],
  ['gzip', gzipSync(text.join(''))],
  ['zstd', Buffer.concat(frames)],
] as const)('how far the count of rows is: %s', async (compression, content) => {
  const real = await space.write('rows', content);
  const file = { path: 'rows', real, bytes: content.length };
  const told: [string, number][] = [];
  const progress = { every: 0, tell: (where: string, percent: number) => told.push([where, percent]) };
  const counted = await countRows(
    [file, file],
    compression,
    'train',
    (place) => new RecordCounter('newline_delimited', place),
    progress,
  );
  expect(counted.rows).toBe(2 * RECORDS);
  const percents = told.map(([, percent]) => percent);
  expect(percents).toEqual(percents.toSorted((a, b) => a - b));
  expect([told[0]?.[0], percents.at(-1)]).toEqual(['train, counting rows', 100]);
  expect(percents.some((percent) => percent > 0 && percent <= 50)).toBe(true);
});
