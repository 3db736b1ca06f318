import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { wholePng } from '@ml-actions/data/fixture/images';
import { expect, test } from 'vitest';
import { fakePorts, fakeRun } from '../../../test/support/ports.ts';
import { check, defaults, workspaceWith } from './fixture/check.ts';
import type { ValidateInputs } from './inputs.ts';
import { run } from './mode.ts';

const rows = (count: number): string =>
  Array.from(
    { length: count },
    (_, at) => `${at},${20 + (at % 40)},${at % 2 ? 'bird' : 'fish'},me${at % 5}@example.org`,
  ).join('\n');
const csv = `id,age,kind,owner\n${rows(100)}\n`;

async function init(workspace: string, given: Partial<ValidateInputs> = {}, over = {}) {
  const ports = fakePorts(workspace, over);
  const outcome = await run({ ...defaults, mode: 'init', data: ['data.csv'], ...given }, ports);
  return { outcome, log: ports.log.lines };
}

test('what it writes decides the next run, and damaged data fails it', async () => {
  const workspace = await workspaceWith({ 'data.csv': csv });
  const { outcome, log } = await init(workspace);
  expect(outcome).toMatchObject({ exitCode: 0, outputs: { verdict: 'pass', rows: 100, 'failed-rules': 0 } });
  expect(outcome).not.toHaveProperty('body');
  expect(log[0]).toMatch(
    /^notice: validate-data: wrote data-contract.yaml: \d+ rules about 4 columns, all held by 100 rows\.$/,
  );
  expect(log.slice(1)).toEqual([
    'info: No value is written of 1 column that looks personal; they are marked with pii: true.',
    'info: Next: read it, tighten what you know better, commit it, and let validate-data check with it.',
  ]);
  const text = await readFile(join(workspace, 'data-contract.yaml'), 'utf8');
  expect(text).toContain('data: data.csv\n');
  expect(text).not.toContain('example.org');
  const first = await check(workspace);
  expect(first.predicate.verdict).toBe('pass');
  await writeFile(join(workspace, 'data.csv'), csv.replace('50,30,', '49,300,').replace('bird', 'brid'));
  const second = await check(workspace);
  expect(second.predicate.verdict).toBe('fail');
  const failed = second.predicate.rules.filter(({ status }) => status === 'fail').map(({ id }) => id);
  expect(failed).toEqual(expect.arrayContaining(['key(id)', 'age.range', 'kind.in']));
  await rm(workspace, { recursive: true });
}, 60_000);

test('a folder of images is drafted as a table, and a damaged one fails it', async () => {
  const images = Object.fromEntries(
    Array.from({ length: 60 }, (_, at) => [
      `pets/${at % 2 ? 'cat' : 'dog'}/${at}.png`,
      wholePng(32 + (at % 3), 32, String(at)),
    ]),
  );
  const workspace = await workspaceWith(images);
  await init(workspace, { data: ['pets'] });
  const text = await readFile(join(workspace, 'data-contract.yaml'), 'utf8');
  expect(text).toContain('data: pets\n');
  expect(text).toMatch(/label: .*in: \[ cat, dog \]/);
  expect((await check(workspace)).predicate.verdict).toBe('pass');
  await writeFile(join(workspace, 'pets/cat/1.png'), wholePng(900, 32).subarray(0, 40));
  const { predicate } = await check(workspace);
  const failed = predicate.rules.filter(({ status }) => status === 'fail');
  expect(failed.map(({ id }) => id)).toEqual(['width.range', 'bytes.range', 'images.complete']);
  expect(failed[2]?.rows).toEqual([{ file: 'pets/cat/1.png', row: 1 }]);
  await rm(workspace, { recursive: true });
}, 60_000);

test('paths start where the inputs start', async () => {
  const workspace = await workspaceWith({ 'sub/data/a.csv': csv, 'sub/data/b.csv': csv });
  const given = { data: ['train=data/a.csv', 'test=data/b.csv'], contract: 'contracts/birds.yaml' };
  await init(workspace, given, { base: join(workspace, 'sub') });
  const text = await readFile(join(workspace, 'sub/contracts/birds.yaml'), 'utf8');
  expect(text).toContain('data: { train: data/a.csv, test: data/b.csv }\n');
});

test('nothing is overwritten, nothing is written outside, and data must be named', async () => {
  const workspace = await workspaceWith({ 'data.csv': csv, 'data-contract.yaml': 'mine' });
  await expect(init(workspace)).rejects.toThrow(
    'contract: "data-contract.yaml" is there already, and is not overwritten. Name another file, or remove it first.',
  );
  expect(await readFile(join(workspace, 'data-contract.yaml'), 'utf8')).toBe('mine');
  await expect(init(workspace, { contract: '../out.yaml' })).rejects.toThrow(/leaves|outside/);
  await expect(init(workspace, { contract: 'a.yaml', data: [] })).rejects.toThrow('data: no data is named');
  const fork = { run: fakeRun(workspace, { isFork: true }) };
  await expect(init(workspace, { contract: 'a.yaml' }, fork)).rejects.toThrow(
    'mode: `init` does not run on the code of a fork',
  );
});
