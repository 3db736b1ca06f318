import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ServiceError } from '@ml-actions/core/error';
import { canonical } from '@ml-actions/core/json/canonical';
import { sha256 } from '@ml-actions/core/json/digest';
import { parseConfig } from '@ml-actions/core/runner/config';
import type { RunContext } from '@ml-actions/core/runner/context';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { RepositoryHandle } from '../../../test/support/github/repository.ts';
import { type GitHub as LocalGitHub, startGitHub } from '../../../test/support/github/server.ts';
import { openClient } from '../../../test/support/open-client.ts';
import { fakeRun } from '../../../test/support/ports.ts';
import type { Settings } from './blocks.ts';
import { check, workspaceWith } from './fixture/check.ts';

const strict = 'version: 1\ndata: data.csv\ncolumns:\n  age: { type: integer, max: 100 }\n';
const relaxed = strict.replace('100', '1000');
const data = 'age\n30\n200\n';

let hub: LocalGitHub;
let repository: RepositoryHandle;
const branches = { count: 0 };

beforeAll(async () => {
  hub = await startGitHub();
  repository = await hub.repository('acme', 'churn');
});
afterAll(() => hub.close());
beforeEach(() => hub.faults.clear());
afterEach(() => expect(hub.violations).toEqual([]));

type Files = Record<string, string>;

/** A pull request: what its base holds, and what its branch changes or removes (null). */
async function onPullRequest(base: Files, change: Record<string, string | null>, over: Partial<RunContext> = {}) {
  branches.count += 1;
  const tip = await repository.commit({ branch: `base-${branches.count}`, files: base });
  const head = await repository.commit({ branch: `head-${branches.count}`, from: tip, files: change });
  const files = Object.fromEntries(Object.entries({ ...base, ...change }).filter(([, text]) => text !== null));
  const workspace = await workspaceWith(files as Files);
  const payload = {
    pull_request: {
      number: 7,
      head: { sha: head, repo: { id: 1, full_name: 'acme/churn' } },
      base: { sha: tip, ref: 'main', repo: { id: 1 } },
    },
  };
  const run = fakeRun(workspace, {
    event: 'pull_request',
    ref: 'refs/pull/7/merge',
    headSha: head,
    pullRequest: 7,
    isTrusted: false,
    payload,
    ...over,
  });
  const text = (files as Files)['ml-actions.yml'];
  const config = text ? { config: parseConfig(text, 'ml-actions.yml') } : {};
  return { workspace, tip, ports: { run, github: async () => openClient(hub), ...config } };
}

describe('on a pull request', () => {
  test('the contract of the base decides; the own one is shown beside it', async () => {
    const { workspace, tip, ports } = await onPullRequest(
      { 'data-contract.yaml': strict, 'data.csv': data },
      { 'data-contract.yaml': relaxed },
    );
    const { outcome, predicate, section, log } = await check(workspace, {}, ports);
    expect(outcome.exitCode).toBe(1);
    expect(predicate.contract).toMatchObject({
      commit: tip,
      protected: true,
      reportOnly: false,
      proposed: { verdict: 'pass', fact: 'all 4 rules hold' },
    });
    expect(section.word).toBe('FAIL');
    expect(section.body).toContain(
      "> The contract on the base branch decides; this pull request's contract would say PASS: all 4 rules hold.",
    );
    expect(log.filter((line) => !line.startsWith('info'))).toEqual([
      'error: "age.range" on data: 1 of 2 (50%), expected at most 100; data.csv: row 2.',
      "notice: validate-data: this pull request's contract would say PASS: all 4 rules hold.",
    ]);
  });

  test('a contract that is left alone is annotated on its line', async () => {
    const { workspace, ports } = await onPullRequest(
      { 'data-contract.yaml': strict, 'data.csv': 'age\n1\n' },
      { 'data.csv': data },
    );
    const places: unknown[] = [];
    const log = {
      lines: [],
      info() {},
      notice() {},
      warning() {},
      error: (...told: unknown[]) => places.push(told[1]),
      group: (_: string, body: () => never) => body(),
    };
    await check(workspace, {}, { ...ports, log } as never);
    expect(places).toEqual([{ file: 'data-contract.yaml', line: 4 }]);
  });

  test('the first contract decides nothing and says what it would say', async () => {
    const { workspace, ports } = await onPullRequest({ 'data.csv': data }, { 'data-contract.yaml': strict });
    const { outcome, predicate, section } = await check(workspace, {}, ports);
    expect(outcome.exitCode).toBe(0);
    expect(outcome.outputs).toMatchObject({ verdict: 'warn', 'failed-rules': 1 });
    expect(predicate.contract).toMatchObject({ protected: false, reportOnly: true, proposed: { verdict: 'fail' } });
    expect(section.fact).toBe(
      'no contract on the base branch yet: report only, nothing is decided; this pull request\'s contract would say FAIL: "age.range": 1 of 2 (50%); 1 of 4 rules failed, 2 rows',
    );
  });

  test('a removed contract still decides', async () => {
    const { workspace, ports } = await onPullRequest(
      { 'data-contract.yaml': strict, 'data.csv': data },
      { 'data-contract.yaml': null },
    );
    await rm(join(workspace, 'data-contract.yaml'), { force: true });
    const { predicate } = await check(workspace, {}, ports);
    expect(predicate.verdict).toBe('fail');
    expect(predicate.contract.proposed).toEqual({ sha256: null, verdict: null, fact: 'it removes the contract' });
  });

  test("the base's configuration says where its contract is", async () => {
    const named = (path: string) => `version: 1\nvalidate-data: { contract: ${path} }\n`;
    const { workspace, ports } = await onPullRequest(
      { 'ml-actions.yml': named('rules/strict.yaml'), 'rules/strict.yaml': strict, 'data.csv': data },
      { 'ml-actions.yml': named('rules/relaxed.yaml'), 'rules/relaxed.yaml': relaxed },
    );
    const { predicate } = await check(workspace, { contract: 'rules/relaxed.yaml' }, ports);
    expect(predicate.contract).toMatchObject({ path: 'rules/strict.yaml', proposed: { verdict: 'pass' } });
    expect(predicate.verdict).toBe('fail');
  });

  test("the base's configuration says what replaces a block; a change shows its own beside it", async () => {
    const files = {
      'data-contract.yaml': 'version: 1\ndata: { train: data.csv, test: data.csv }\ncolumns: { age: integer }\n',
      'data.csv': 'age,k\n30,1\n',
    };
    const config = (allowed: string) =>
      `version: 1\nvalidate-data: { splits: { inputs: [train, test], overlap: ${allowed} } }\n`;
    const splits = (allowed: number | string) => ({ inputs: ['train', 'test'], overlap: allowed });
    const { workspace, ports } = await onPullRequest(
      { ...files, 'ml-actions.yml': config('0') },
      { 'ml-actions.yml': config('100%') },
    );
    const { predicate } = await check(workspace, { splits: splits('100%') }, ports);
    expect(predicate.verdict).toBe('fail');
    expect(predicate.contract.proposed).toMatchObject({ verdict: 'pass' });
    const ofWorkflow = await check(workspace, { splits: splits('<= 100%') }, ports);
    expect(ofWorkflow.predicate.verdict).toBe('pass');
  });

  test.each<[string, Partial<Settings>, string, number]>([
    ['what decides stays the base’s', { baseline: 'none', 'fail-on': 'never' }, 'fail', 1],
    ['a workflow may say otherwise', { baseline: 'auto', 'fail-on': 'warn' }, 'warn', 1],
  ])('%s: baseline and fail-on', async (_, given, failOn, exitCode) => {
    const files = { 'data-contract.yaml': strict, 'data.csv': data };
    const { workspace, ports } = await onPullRequest(files, {
      'ml-actions.yml': 'version: 1\nvalidate-data: { baseline: none, fail-on: never }\n',
    });
    const { predicate, outcome } = await check(workspace, given, ports);
    expect([predicate.failOn, outcome.exitCode]).toEqual([failOn, exitCode]);
  });

  test.each([
    ['none', 'info'],
    ['run:99', 'error'],
  ])('a change rule with baseline %s in the configuration of a change and of its base', async (baseline, status) => {
    const config = `version: 1\nvalidate-data: { baseline: '${baseline}' }\n`;
    const changing = `${strict}checks: [{ change: { of: rows, by: "<= 10%" } }]\n`;
    const files = { 'data-contract.yaml': changing, 'data.csv': data, 'ml-actions.yml': config };
    const { workspace, ports } = await onPullRequest(files, {});
    const { predicate } = await check(workspace, { baseline }, ports);
    expect(predicate.rules.find(({ kind }) => kind === 'change')?.status).toBe(status);
  });

  test('rules of a foreign contract are left out as the base says', async () => {
    const schema = JSON.stringify({
      fields: [
        { name: 'age', type: 'integer', constraints: { maximum: 40 } },
        { name: 'at', type: 'duration' },
      ],
    });
    const config = (keys: string) =>
      `version: 1\nvalidate-data: { contract: schema.json, data: [data.csv], ${keys} }\n`;
    const { workspace, ports } = await onPullRequest(
      { 'schema.json': schema, 'data.csv': data, 'ml-actions.yml': config('ignore: [type]') },
      { 'ml-actions.yml': config('ignore: ["at:type"]') },
    );
    const { predicate } = await check(
      workspace,
      { contract: 'schema.json', data: ['data.csv'], ignore: ['at:type'] },
      ports,
    );
    expect(predicate.verdict).toBe('fail');
    const overrides = sha256(canonical({ ignore: ['type'] }));
    expect(predicate.contract).toMatchObject({ protected: true, overrides });
  });

  test('a base that cannot be read is an error of the service, never a pass', async () => {
    const { workspace, ports } = await onPullRequest(
      { 'data-contract.yaml': strict, 'data.csv': 'age\n1\n' },
      { 'data.csv': data },
    );
    hub.faults.add({ path: /compare|contents/, status: 500, times: 99 });
    await expect(check(workspace, {}, ports)).rejects.toThrow(ServiceError);
  });
});

test('on the default branch the checkout decides, and line ends of Windows change nothing', async () => {
  const one = await check(await workspaceWith({ 'data-contract.yaml': strict, 'data.csv': data }));
  const windows = { 'data-contract.yaml': strict.replaceAll('\n', '\r\n'), 'data.csv': data };
  const other = await check(await workspaceWith(windows));
  expect(one.predicate.contract).toMatchObject({ protected: true, reportOnly: false, proposed: null });
  expect(other.predicate.contract.sha256).toBe(one.predicate.contract.sha256);
});

test('inputs replace the blocks of the contract', async () => {
  const contract =
    'version: 1\ndata: { train: data.csv, test: data.csv }\nsplits: { inputs: [train, test], overlap: 100% }\n';
  const workspace = await workspaceWith({ 'data-contract.yaml': contract, 'data.csv': 'age,y\n30,a\n30,b\n' });
  expect((await check(workspace)).predicate.verdict).toBe('pass');
  const { predicate, section } = await check(workspace, {
    splits: { inputs: ['train', 'test'], overlap: 0 },
    labels: { column: 'y', conflicts: 0, inputs: ['train'] },
  });
  expect(
    predicate.rules.filter(({ status }) => status === 'fail').map(({ id, failing, of }) => [id, failing, of]),
  ).toEqual([
    ['splits.overlap', 2, 2],
    ['labels.conflicts', 2, 2],
  ]);
  expect(predicate.contract.overrides).toMatch(/^[0-9a-f]{64}$/);
  expect(section.body).toContain('no sample on both sides');
  await expect(check(workspace, { splits: { inputs: ['train'] } })).rejects.toThrow(/^splits:1: splits.inputs names/);
});
