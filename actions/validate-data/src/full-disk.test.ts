import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { runAction } from '../../../test/support/run-action.ts';
import { workspaceWith } from './fixture/check.ts';

const everyWrite = fileURLToPath(new URL('../../../test/support/full-disk-process.ts', import.meta.url));

const contract = `version: 1
data: data.csv
key: [id]
columns: { id: string, age: { type: integer, max: 100, median: [0, 200] } }
`;
const files = { 'data-contract.yaml': contract, 'data.csv': 'id,age\na,30\nb,20\n' };

interface Ended {
  readonly exitCode: number;
  readonly lines: readonly string[];
}

/** What a step says that meets a full disk at its first write, then at its second, until it meets none. */
async function atEveryWrite(inputs: Readonly<Record<string, string>>): Promise<readonly Ended[]> {
  const workspace = await workspaceWith(files);
  const script = [everyWrite, 'validate-data'] as const;
  const env = { MOMENTS_OF: workspace };
  const { stdout, stderr } = await runAction('validate-data', { workspace, script, inputs, env });
  expect(stderr).toBe('');
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

describe('a disk that is full at one write is one clear error, and the next run does not see it', () => {
  const full = (what: string): string => `${what}: the disk is full. Free space in the workspace`;
  const check = { baseline: 'none', 'profile-out': 'out/profile.json' };
  test.each([
    [
      'check',
      check,
      ['default.report.json', 'default.report.html', 'default.junit.xml', 'profile.json', 'validate-data-default.json'],
    ],
    ['map', { mode: 'map', shard: '1/1' }, ['data', 'data', 'state.json', 'shard.json']],
    ['init', { mode: 'init', data: 'data.csv', contract: 'drafted.yaml' }, ['drafted.yaml']],
  ])('%s', async (_, inputs, written) => {
    const ended = await atEveryWrite(inputs);
    expect(ended.map(({ exitCode }) => exitCode)).toEqual([...written.map(() => 1), 0]);
    for (const [at, what] of written.entries()) expect(ended[at]?.lines.at(-1)).toMatch(full(what));
  });
});

/** Larger than every other output, and than what is allowed below. */
const manyRows = [
  'id,age',
  ...Array.from({ length: 30_000 }, (_, row) => `k${(row * 48_271) % 2_147_483_647},200`),
  '',
];

test.skipIf(process.platform === 'win32')(
  'failing rows that find no room are a warning, and the verdict stands',
  async () => {
    const workspace = await workspaceWith({ ...files, 'data.csv': manyRows.join('\n') });
    const inputs = { baseline: 'none', samples: 'values-in-public' };
    const { exitCode, stdout, outputs } = await runAction('validate-data', { workspace, inputs, fileKiB: 100 });
    expect([exitCode, outputs.verdict, outputs['failing-rows']]).toEqual([1, 'fail', '']);
    expect(stdout).toContain(
      '::warning::failing rows: failing-rows: the disk is full. Free space where the job keeps its temporary files',
    );
    const folder = join(workspace, '.ml-actions/birds/data');
    expect((await readdir(folder)).sort()).toEqual(['default.junit.xml', 'default.report.html', 'default.report.json']);
    expect(JSON.parse(await readFile(join(folder, 'default.report.json'), 'utf8'))).toMatchObject({ verdict: 'fail' });
  },
);
