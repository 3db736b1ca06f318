import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Scene, scene } from '../../../test/support/github/fixture.ts';
import { runAction } from '../../../test/support/run-action.ts';
import { workspaceWith } from './fixture/check.ts';

const contract = `version: 1
key: [id]
columns:
  id: { type: string }
  flight_date: { type: date, required: true }
  phase: { type: string, in: [approach, climb, descent, landing roll, parked, take-off run, taxi] }
  speed_knots: { type: integer, min: 0, max: 300, median: [100, 160], mean: [0, 400], top_share: "<= 0.3" }
  damage: { type: integer, in: [0, 1] }
checks: [{ duplicate_rows: all }, { rows: ">= 300" }]
labels: { column: damage, in: [0, 1], min_share: 5% }
splits: { inputs: [train, test], time: flight_date, label: damage, entity: [id], entity_overlap: 0, time_order: true, new_labels: 0, ratio: ">= 0.1" }
`;

/** Rows of the example, every third to the same shard. */
async function parts(file: 'train' | 'test'): Promise<readonly string[]> {
  const text = await readFile(new URL(`../../../examples/birdstrikes/data/${file}.csv`, import.meta.url), 'utf8');
  const [head = '', ...rows] = text.trim().split('\n');
  return [0, 1, 2].map((shard) => `${[head, ...rows.filter((_, at) => at % 3 === shard)].join('\n')}\n`);
}

let github: Scene;
let train: readonly string[];
let held: readonly string[];
beforeAll(async () => {
  github = await scene();
  [train, held] = await Promise.all([parts('train'), parts('test')]);
});
afterAll(() => github[Symbol.asyncDispose]());

let runs = 9_000;
const event = { GITHUB_EVENT_NAME: 'push', GITHUB_REF: 'refs/heads/main' };

/** A step of one job of a run on the local GitHub. */
const step = (workspace: string, run: number, inputs: Record<string, string>, env: Record<string, string> = {}) =>
  runAction('validate-data', {
    workspace,
    inputs: { baseline: 'none', 'profile-out': 'profile.json', ...inputs },
    env: {
      ...event,
      GITHUB_API_URL: github.github.apiUrl,
      GITHUB_SERVER_URL: github.github.serverUrl,
      GITHUB_RUN_ID: String(run),
      ACTIONS_RUNTIME_TOKEN: github.github.runtimeToken(run, 'job-1'),
      ACTIONS_RESULTS_URL: github.github.resultsUrl,
      ...env,
    },
  });

const files = (shard: number): Record<string, string> => ({
  [`data/train-${shard}.csv`]: train[shard - 1] ?? '',
  [`data/test-${shard}.csv`]: held[shard - 1] ?? '',
});
const dataOf = (glob: string): string => `train=data/train-${glob}.csv\ntest=data/test-${glob}.csv`;

/** What a run said, but for its name, the time it took, and where failing rows stand, which is in no state. */
async function said(workspace: string) {
  const record = JSON.parse(await readFile(join(workspace, '.ml-actions/birds/validate-data-default.json'), 'utf8'));
  const { run: _, createdAt: __, seconds: ___, ...predicate } = record.predicate;
  predicate.rules = predicate.rules.map(({ rows: _rows, ...rule }: Record<string, unknown>) => rule);
  return { subject: record.subject, predicate, profile: await readFile(join(workspace, 'profile.json'), 'utf8') };
}

/** The pictures of the page, and where they are said to be of. */
async function pictures(workspace: string, path = ''): Promise<readonly string[]> {
  return (await readFile(join(workspace, path), 'utf8')).match(/<svg.*?<\/svg>/gs) ?? [];
}

describe('three jobs and one that judges', () => {
  test('leave the record and the profile that one job leaves', { timeout: 180_000 }, async () => {
    const run = runs++;
    for (const shard of [2, 3, 1]) {
      const workspace = await workspaceWith({ 'data-contract.yaml': contract, ...files(shard) });
      const map = await step(workspace, run, { mode: 'map', shard: `${shard}/3`, data: dataOf(String(shard)) });
      expect(map.stdout).toContain('train: ');
      expect(map).toMatchObject({ exitCode: 0, outputs: { states: `.ml-actions/birds/states/shard-${shard}-of-3` } });
      await expect(readFile(join(workspace, '.ml-actions/birds/validate-data-default.json'))).rejects.toThrow();
    }
    const reducing = await workspaceWith({ 'data-contract.yaml': contract });
    const reduce = await step(reducing, run, { mode: 'reduce' });
    const whole = await workspaceWith({ 'data-contract.yaml': contract, ...files(1), ...files(2), ...files(3) });
    const check = await step(whole, runs++, { data: dataOf('*') });
    expect(await said(reducing)).toEqual(await said(whole));
    expect(reduce.exitCode).toBe(check.exitCode);
    const { seconds: _, ...outputs } = reduce.outputs;
    expect({ ...outputs, 'evidence-digest': '' }).toEqual({ ...check.outputs, 'evidence-digest': '' });
    expect(reduce.summary).toContain('2,222 rows read');
    const drawn = await pictures(reducing, reduce.outputs['html-report']);
    expect(drawn.length).toBeGreaterThan(3);
    expect(await pictures(whole, check.outputs['html-report'])).toEqual(expect.arrayContaining([...drawn]));
    await rm(whole, { recursive: true, force: true });
  });

  test('a job that never came is an error', { timeout: 60_000 }, async () => {
    const run = runs++;
    const workspace = await workspaceWith({ 'data-contract.yaml': contract, ...files(1) });
    await step(workspace, run, { mode: 'map', shard: '1/2', data: dataOf('1') });
    const { exitCode, stdout, outputs } = await step(workspace, run, { mode: 'reduce' });
    expect({ exitCode, verdict: outputs.verdict }).toEqual({ exitCode: 2, verdict: 'error' });
    expect(stdout).toContain('states: shard 2 of 2 has not reported (got 1 of 2).');
  });
});
