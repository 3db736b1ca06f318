import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkData } from '../check.ts';
import { parseContract } from '../contract/native.ts';
import { judge, told } from '../fixture/judged.ts';
import { openWorkspace, type Workspace } from '../fixture/workspace.ts';
import { openSource, type Source } from '../source.ts';

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
  await space.write('data/ABOVE', `${lines[0]}${digest('x')}  ../../etc/passwd\n`);
  await space.write('data/TWICE', `${lines[0]}${digest('x')}  ./0.csv\n`);
});
afterAll(() => space.close());

test.each([
  ['{ count: 2 }', 'files.count pass 2'],
  ['{ count: ">= 3" }', 'files.count fail 2'],
  ['{ bytes: [1, 8] }', 'files.bytes pass 8'],
  ['{ bytes: "< 8" }', 'files.bytes fail 8'],
  ['{ sums: data/SHA256SUMS }', 'files.sums pass 0/2'],
  ['{ sums: data/OTHER }', 'files.sums fail other bytes than in data/OTHER: "data/1.csv"'],
  ['{ sums: data/SHORT, severity: warn }', 'files.sums warn not in data/SHORT: "data/1.csv"'],
  ['{ sums: data/ABOVE }', 'files.sums error data/ABOVE:2: the path leads out of the workspace'],
  ['{ sums: data/TWICE }', 'files.sums error data/TWICE:2: another line has another digest (got "data/0.csv")'],
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
  const found = rules
    .filter(({ id }) => id.startsWith('files'))
    .map(({ id, status, note, got, failing, of }) => `${id} ${status} ${note ?? got ?? `${failing}/${of}`}`);
  expect(found).toEqual([expect.stringContaining(expected)]);
});

test.each<[what: string, inputs: Readonly<Record<string, readonly string[]>>, told: readonly string[]]>([
  ['inputs share a manifest', { train: ['data/0.csv'], test: ['./data/1.csv'] }, ['pass 0/1', 'pass 0/1']],
  ['what no input names is no data', { data: ['data/0.csv'] }, ['pass 0/1']],
  ['what one names by a pattern is', { train: ['data/0.csv'], data: ['data/{1,gone}.csv'] }, ['pass 0/1', 'fail 1/2']],
])('%s', async (_, inputs, expected) => {
  const sources: Source[] = [];
  for (const [name, paths] of Object.entries(inputs))
    sources.push(await openSource(space.engine, { name, paths, root: space.root }));
  const report = await judge(space, sources, 'checks: [{ files: { sums: data/GONE } }]');
  expect(told(report, 'files.sums')).toEqual(expected.map((one) => `files.sums ${one}`));
});
