import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkData } from '../check.ts';
import { parseContract } from '../contract/native.ts';
import { openWorkspace, type Workspace } from '../fixture/workspace.ts';
import { openSource } from '../source.ts';

const parts = ['a\n1\n', 'a\n2\n'];
const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
  await mkdir(join(space.root, 'data'));
  for (const [at, text] of parts.entries()) await space.write(`data/${at}.csv`, text);
  const lines = parts.map((text, at) => `${digest(text)}  ${at}.csv\n`);
  await space.write('data/SHA256SUMS', lines.join(''));
  await space.write('data/OTHER', `${lines[0]}\n${digest('changed')} *1.csv\n`);
  await space.write('data/SHORT', lines[0] ?? '');
  await space.write('data/GONE', [...lines, `${digest('gone')}  gone.csv\n`, `${digest('x')}  BROKEN\n`].join(''));
  await space.write('data/BROKEN', '1.csv is fine\n');
});
afterAll(() => space.close());

test.each([
  ['{ count: 2 }', 'files.count pass 2'],
  ['{ count: ">= 3" }', 'files.count fail 2'],
  ['{ bytes: [1, 8] }', 'files.bytes pass 8'],
  ['{ bytes: "< 8" }', 'files.bytes fail 8'],
  ['{ sums: data/SHA256SUMS }', 'files.sums pass 0/2'],
  ['{ sums: data/OTHER }', 'files.sums fail other bytes than in data/OTHER: "data/1.csv"'],
  ['{ sums: data/SHORT, severity: warn }', 'files.sums warn other bytes than in data/SHORT: "data/1.csv"'],
  ['{ sums: data/BROKEN }', 'files.sums error data/BROKEN:1: is no line of sha256sum'],
  ['{ sums: data/GONE }', 'files.sums fail listed in data/GONE and not there: "data/gone.csv"'],
  ['{ sums: data }', 'files.sums error data: cannot be read (got EISDIR, expected a file of sha256sum)'],
  ['{ sums: data/NONE }', 'files.sums error '],
  ['{ sums: ../../etc/passwd }', 'files.sums error '],
])('%s', async (check, expected) => {
  const source = await openSource(space.engine, { name: 'data', paths: ['data/*.csv'], root: space.root });
  const contract = parseContract(`version: 1\nchecks: [{ files: ${check} }]`, 'data-contract.yaml');
  const files = { workspace: space.root, base: space.root };
  const { rules } = await checkData({ engine: space.engine, sources: [source], contract, files });
  const told = rules
    .filter(({ id }) => id.startsWith('files'))
    .map(({ id, status, note, got, failing, of }) => `${id} ${status} ${note ?? got ?? `${failing}/${of}`}`);
  expect(told).toEqual([expect.stringContaining(expected)]);
});
