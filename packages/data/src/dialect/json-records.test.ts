import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { judge } from '../fixture/judged.ts';
import { openWorkspace, type Workspace } from '../fixture/workspace.ts';
import { RecordCounter } from './json-records.ts';

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
});
afterAll(() => space.close());

const lines = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, at) => `{"a":${from + at},"b":"}{\\"[\\\\"}\n`).join('');
const array = (count: number): string => `[${lines(0, count).trim().split('\n').join(',\n')}]`;
const altered = (bytes: Buffer, at: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy[copy.length + at] = (copy.at(at) ?? 0) ^ 1;
  return copy;
};
const MANY = 30_000;
const packed = gzipSync(lines(0, MANY));

describe('JSON is read to its end', () => {
  test.each<[name: string, content: string | Uint8Array, records: number]>([
    ['lines.jsonl', lines(0, 3), 3],
    ['blank.jsonl', `${lines(0, 2)}\n\n${lines(2, 3)}\n`, 3],
    ['nested.jsonl', '{"a":{"b":[{"c":1},{}]},"d":[[]]}\n{"a":null}\n', 2],
    ['array.json', array(3), 3],
    ['one.jsonl.gz', packed, MANY],
    ['members.jsonl.gz', Buffer.concat([gzipSync(lines(0, 2)), gzipSync(lines(2, 5))]), 5],
    ['frames.jsonl.zst', Buffer.concat([zstdCompressSync(lines(0, 2)), zstdCompressSync(lines(2, 5))]), 5],
    ['array.json.gz', gzipSync(array(MANY)), MANY],
  ])('%s', async (name, content, records) => {
    const source = await space.source(name, content);
    expect(source.counted?.rows).toBe(records);
    const { sources } = await judge(space, [source], 'checks: [{ rows: "> 0" }]');
    expect(sources[0]?.rows).toBe(records);
  });

  test.each([
    ['[]', 'fail', 0],
    ['{}\n{}\n', 'fail', 2],
  ])('records without a key are rows: %j', async (content, verdict, rows) => {
    const source = await space.source(content.startsWith('[') ? 'none.json' : 'none.jsonl', content, {
      allowEmpty: true,
    });
    const report = await judge(space, [source], 'allow_empty: true\nchecks: [{ rows: 3 }]');
    expect([report.verdict, report.sources[0]?.rows]).toEqual([verdict, rows]);
  });

  test.each<[name: string, content: Uint8Array]>([
    ['no-checksum.jsonl.gz', packed.subarray(0, -8)],
    ['other-checksum.jsonl.gz', altered(packed, -6)],
    ['other-length.jsonl.gz', altered(packed, -1)],
    ['behind-a-line.jsonl.gz', Buffer.concat([packed, gzipSync(lines(MANY, MANY + 9)).subarray(0, 12)])],
    ['cut.jsonl.zst', zstdCompressSync(lines(0, MANY)).subarray(0, -5)],
    ['cut.json.gz', gzipSync(array(MANY)).subarray(0, -8)],
  ])('%s is damaged', async (name, content) => {
    await expect(space.source(name, content)).rejects.toThrow(
      `data, "${name}": the compressed file is damaged or cut off`,
    );
  });

  test('an array that is cut behind a comma is damaged: the engine takes it', async () => {
    await expect(space.source('comma.json', '[{"a":1},{"a":2},')).rejects.toThrow('in the middle of its JSON');
  });

  test('an engine that sees other records than we do is no reader of this file', async () => {
    const source = await space.source('two.jsonl', lines(0, 2));
    const other = { ...source, relation: `(SELECT * FROM ${source.relation} LIMIT 1)` };
    await expect(judge(space, [other], 'checks: [{ rows: "> 0" }]')).rejects.toThrow('got 1 by the engine, expected 2');
  });

  test('pieces may be cut anywhere, and a text that ends too early is told', () => {
    const bytes = Buffer.from(array(2));
    for (let size = 1; size <= bytes.length; size++) {
      const counter = new RecordCounter('array', () => 'data, "x.json"');
      for (let at = 0; at < bytes.length; at += size) counter.push(bytes.subarray(at, at + size));
      counter.end();
      expect(counter.rows).toBe(2);
    }
    for (const early of [5, 14, bytes.length - 1]) {
      const counter = new RecordCounter('array', () => 'data, "x.json"');
      counter.push(bytes.subarray(0, early));
      expect(() => counter.end()).toThrow(
        'data, "x.json": the text ends in the middle of its JSON: a bracket or a quote is not closed.',
      );
    }
  });
});
