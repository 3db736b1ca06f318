import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '@ml-actions/core/json/digest';
import type { RegisterModelPredicate } from '@ml-actions/core/record/predicate/register-model';
import { encodeRecord, makeStatement } from '@ml-actions/core/record/record';
import { subject } from '@ml-actions/core/record/statement';
import { commonInputs } from '@ml-actions/core/runner/common-inputs';
import { emptyConfig } from '@ml-actions/core/runner/config';
import { identityOf } from '@ml-actions/core/runner/context';
import { readInputs } from '@ml-actions/core/runner/read-inputs';
import { layout } from '@ml-actions/core/store/layout';
import { hiddenId } from '@ml-actions/registry/predictions';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakePorts, fakePorts } from '../../../test/support/ports.ts';
import { leaveTraining, outputOf, writeFiles } from '../../../test/support/registered.ts';
import { inputs } from './inputs.ts';
import { run } from './run.ts';
import { testSetOf, testSets } from './test-set.ts';

let workspace: string;
let ports: FakePorts;

beforeEach(async () => {
  workspace = await realpath(await mkdtemp(join(tmpdir(), 'ml-gate-paired-')));
  ports = fakePorts(workspace);
  await writeFiles(workspace, { 'model/model.json': '{"w":2}' });
});
afterEach(() => rm(workspace, { recursive: true, force: true }));

const gate = (values: Record<string, string> = {}) =>
  run(
    readInputs(
      { ...commonInputs, ...inputs },
      { action: 'evaluate-gate', workflow: new Map(Object.entries(values)), config: emptyConfig },
    ),
    ports,
  );

const rows = 400;
const few = 50;
const policy = JSON.stringify({ checks: { accuracy: { max_regression: 0.01, rule: 'guard' } } });

/** One row per id; the first `wrong` rows are predicted wrongly. */
function predictions(wrong: readonly number[], named = (id: string) => id, length = rows): string {
  const bad = new Set(wrong);
  const lines = Array.from({ length }, (_, row) => {
    const truth = row % 2;
    return `${named(`r${row}`)},${truth},${bad.has(row) ? 0.9 - 0.8 * truth : 0.1 + 0.8 * truth}`;
  });
  return ['id,truth,score', ...lines, ''].join('\n');
}
/** Metrics files that say nothing the predictions could contradict. */
const figures = { 'own.json': '{"epochs":3}', 'base.json': '{"epochs":3}' };
const upTo = (count: number, from = 0) => Array.from({ length: count }, (_, at) => at + from);

/** Train's record with these predictions, whose model the gate judges. */
async function train(wrong: readonly number[]): Promise<string> {
  await writeFiles(workspace, { 'predictions.csv': predictions(wrong) });
  return leaveTraining(ports, ['model.json'], [await outputOf(ports, 'predictions.csv', 'predictions')]);
}

describe('guard on paired predictions', () => {
  it.each<[string, number[], number[], string, number]>([
    ['better passes', upTo(30), upTo(10), 'pass', 0],
    ['the same predictions pass', upTo(30), upTo(30), 'pass', 0],
    ['clearly worse fails', upTo(30), upTo(70), 'fail', 1],
    ['a handful of rows cannot tell', upTo(30), [...upTo(26), ...upTo(6, 100)], 'inconclusive', 0],
  ])('%s', async (_name, before, after, verdict, exitCode) => {
    await train(after);
    await writeFiles(workspace, { 'base.csv': predictions(before), ...figures });
    const given = { policy, candidate: 'own.json', baseline: 'path:base.json' };
    const outcome = await gate({ ...given, 'baseline-predictions': 'path:base.csv' });
    expect(outcome.body.verdict, outcome.body.fact).toBe(verdict);
    expect(outcome.exitCode).toBe(exitCode);
    expect(outcome.body.testSet).toMatchObject({ rows, matched: rows });
  });

  it('pairs whole numbers however they are written, and no other texts', async () => {
    const wrong = upTo(30);
    await writeFiles(workspace, { 'predictions.csv': predictions(wrong, (id) => id.slice(1)), ...figures });
    await leaveTraining(ports, ['model.json'], [await outputOf(ports, 'predictions.csv', 'predictions')]);
    const given = { policy, candidate: 'own.json', baseline: 'path:base.json' };
    const against = async (named: (id: string) => string) => {
      await writeFiles(workspace, { 'base.csv': predictions(wrong, named) });
      return (await gate({ ...given, 'baseline-predictions': 'path:base.csv' })).body;
    };
    const found = await against((id) => `${id.slice(1)}.0`);
    expect(found).toMatchObject({ verdict: 'pass', testSet: { rows, matched: rows } });
    expect(found.testSet).toEqual((await against((id) => id.slice(1))).testSet);
    expect((await against((id) => `0${id.slice(1)}`)).verdict).toBe('error');
  });

  it('of fifty rows ten lost and one gained is no noise: 80 % to 62 %, McNemar .016', async () => {
    await writeFiles(workspace, { 'base.csv': predictions(upTo(10), String, few), ...figures });
    await writeFiles(workspace, { 'predictions.csv': predictions([...upTo(9), ...upTo(10, 10)], String, few) });
    await leaveTraining(ports, ['model.json'], [await outputOf(ports, 'predictions.csv', 'predictions')]);
    const given = { policy, candidate: 'own.json', baseline: 'path:base.json' };
    const { body } = await gate({ ...given, 'baseline-predictions': 'path:base.csv' });
    expect(body).toMatchObject({ verdict: 'fail', testSet: { rows: few, matched: few } });
    expect(body.checks[0]).toMatchObject({ metric: 'accuracy', candidate: 0.62, baseline: 0.8, status: 'fail' });
  });

  it('another truth for one id is an error, and so is an id that stands twice', async () => {
    await train(upTo(10));
    const given = {
      policy,
      candidate: 'own.json',
      baseline: 'path:base.json',
      'baseline-predictions': 'path:base.csv',
    };
    const base = predictions(upTo(10));
    await writeFiles(workspace, { 'base.csv': base.replace(/^r7,1,/m, 'r7,0,'), ...figures });
    const fact = expect.stringContaining('different test sets');
    expect(await gate(given)).toMatchObject({ exitCode: 1, body: { verdict: 'error', fact } });
    await writeFiles(workspace, { 'base.csv': base.replace(/^r7,/m, 'r8,') });
    await expect(gate(given)).rejects.toThrow('appears more than once (got 399 ids in 400 rows)');
  });

  it('cannot tell fails the step where that is asked for', async () => {
    await train([...upTo(26), ...upTo(6, 100)]);
    await writeFiles(workspace, { 'base.csv': predictions(upTo(30)), 'base.json': '{"roc_auc":0.8}' });
    const given = { policy, baseline: 'path:base.json', 'baseline-predictions': 'base.csv' };
    const outcome = await gate({ ...given, 'fail-on': 'inconclusive' });
    expect(outcome).toMatchObject({ exitCode: 1, outputs: { blocked: true }, check: { conclusion: 'failure' } });
  });

  it('does not compare different test sets', async () => {
    await train(upTo(10));
    await writeFiles(workspace, { 'base.csv': predictions(upTo(10), (id) => `other-${id}`), 'base.json': '{"a":1}' });
    const given = { policy, baseline: 'path:base.json', 'baseline-predictions': 'base.csv' };
    const outcome = await gate(given);
    expect(outcome.body).toMatchObject({ verdict: 'error', checks: [{ status: 'incomparable' }] });
    expect(outcome.exitCode).toBe(1);
  });

  it.each<[string, string, RegExp]>([
    ['missing', '', /^baseline-predictions: "base.csv" does not exist/],
    ['empty', ' ', /base.csv|rows?/],
    ['binary', '\u0000\u0001\u0002', /baseline-predictions/],
    ['without truth', 'id,score\na,1\n', /no column with the truth/],
    ['with a repeated id', 'id,truth,score\na,1,1\na,0,1\n', /more than once/],
  ])('a predictions file that is %s is an input error', async (_name, content, message) => {
    await train(upTo(10));
    await writeFiles(workspace, { 'base.json': '{"a":1}', ...(content && { 'base.csv': content }) });
    const given = { policy, baseline: 'path:base.json', 'baseline-predictions': 'base.csv' };
    await expect(gate(given)).rejects.toThrow(message);
    await expect(gate(given)).rejects.toMatchObject({ name: 'InputError' });
  });
});

/** A registered version that serves in production, with its predictions as register-model keeps them. */
async function serve(wrong: readonly number[], broken = false): Promise<void> {
  const salt = '0123456789abcdef'.repeat(2);
  const text = predictions(wrong, (id) => hiddenId(salt, id));
  const [head = '', ...lines] = text.trim().split('\n');
  const bytes = Buffer.from(`${[head, ...lines.sort()].join('\n')}\n`);
  const digest = sha256('the model that serves');
  const testSet = testSetOf({
    ids: upTo(rows).map((row) => `r${row}`),
    truth: upTo(rows).map((row) => String(row % 2)),
  });
  const version: RegisterModelPredicate = {
    version: 1,
    action: 'register-model',
    model: 'birds',
    id: 'default',
    run: identityOf({ ...ports.run, sha: 'b'.repeat(40), headSha: 'b'.repeat(40) }),
    createdAt: '2026-11-17T12:00:00.000Z',
    verdict: 'registered',
    reason: '',
    name: 'birds',
    modelVersion: 1,
    modelDigest: digest,
    openssfRoot: digest,
    files: [],
    blobs: [
      { path: 'predictions.csv', size: bytes.length, sha256: sha256(bytes), role: 'predictions', location: 'inline' },
    ],
    idempotencyKey: digest,
    evaluation: {
      sha256: digest,
      model: 'birds',
      commit: 'b'.repeat(40),
      id: 'default',
      assurance: 'store',
      createdAt: '2026-11-17T12:00:00.000Z',
      verdict: 'pass',
      signed: false,
      policySha256: null,
      policyProtected: true,
      baselineDigest: null,
      metrics: { accuracy: 1 - wrong.length / rows },
      testSet,
    },
    dataReport: null,
    training: null,
    predictions: { sha256: sha256(bytes), rows, columns: ['id', 'truth', 'score'], salt },
    profile: null,
    alias: 'candidate',
    previousVersion: null,
    semver: null,
    missing: [],
  };
  await (await ports.store()).update(async () => ({
    writes: new Map<string, Uint8Array | string>([
      [layout.version('birds', 1), encodeRecord(makeStatement([subject('birds', digest)], version))],
      [layout.alias('birds', 'production'), JSON.stringify({ version: 1, previous: null, event: digest })],
      [layout.blob(sha256(bytes)), broken ? 'changed' : bytes],
    ]),
    message: 'serve',
    result: undefined,
  }));
}

describe('on the default branch', () => {
  it('pairs with the registered predictions of what serves, ids hidden', async () => {
    await serve(upTo(30));
    const digest = await train(upTo(70));
    const { body, outputs, subjects } = await gate({ policy });
    expect(body).toMatchObject({
      verdict: 'fail',
      baseline: { kind: 'found', source: 'birds@1 (production)', modelDigest: sha256('the model that serves') },
      testSet: { matched: rows },
      policy: { protected: true },
    });
    expect(outputs).toMatchObject({ 'baseline-commit': 'b'.repeat(40), 'baseline-source': 'birds@1 (production)' });
    expect(subjects).toEqual([subject('birds', digest)]);
    expect(body.candidate.metrics.accuracy).toBe(1 - 70 / rows);
  });

  it('a registered blob that was changed is an error, never a first run', async () => {
    await serve(upTo(30), true);
    await train(upTo(10));
    const { body, exitCode } = await gate({ policy });
    expect(body).toMatchObject({ verdict: 'error', baseline: { kind: 'failed' } });
    expect(body.fact).toContain('not the bytes that were registered');
    expect(exitCode).toBe(1);
  });

  it('a store that nobody can look at is an error', async () => {
    const store = () => Promise.reject(new Error('connection refused'));
    const closed = fakePorts(workspace, { store });
    ports = closed;
    await train(upTo(10));
    expect((await gate({ policy })).body).toMatchObject({ verdict: 'error', baseline: { kind: 'failed' } });
  });
});

describe('the test set’s fingerprint', () => {
  const ids = ['a', 'b', 'c'];
  const truth = Float64Array.of(0, 1, 1);

  it('is frozen', () => {
    expect(testSetOf({ ids, truth })).toMatchInlineSnapshot(
      `"ts1:c27bcff21f14b67b0101ad89d6c80e6d3c3bde5dbc48f881d42c8142f11576d9"`,
    );
    expect(testSetOf({ ids: null, truth })).toMatchInlineSnapshot(
      `"ts1:2d393aeeb60a8f492a2b782ec167c755f5b1c67c27d626109019f1152c90ef19"`,
    );
  });

  it('does not depend on order or spelling, but on ids and truth', () => {
    const known = testSetOf({ ids, truth });
    expect(testSetOf({ ids: ['c', 'a', 'b'], truth: ['1.0', '0', '1'] })).toBe(known);
    expect(testSetOf({ ids: ['a', 'b', 'd'], truth })).not.toBe(known);
    expect(testSetOf({ ids, truth: Float64Array.of(1, 1, 1) })).not.toBe(known);
    expect(testSetOf({ ids: ['a', 'b', 'c', 'c'], truth: Float64Array.of(0, 1, 1, 1) })).not.toBe(known);
    expect(testSetOf({ ids: ['a1', ''], truth: ['', ''] })).not.toBe(testSetOf({ ids: ['a', '1'], truth: ['', ''] }));
  });

  it('is the same for rows that were seen before', () => {
    const taken = testSets();
    const rows = [
      { ids, truth },
      { ids: null, truth },
      { ids, truth: Float64Array.of(1, 1, 1) },
      { ids: ['a', 'c', 'b'], truth },
    ];
    for (const one of [...rows, ...rows.map((same) => structuredClone(same))]) expect(taken(one)).toBe(testSetOf(one));
  });

  it('counts the order where there are no ids', () => {
    expect(testSetOf({ ids: null, truth })).not.toBe(testSetOf({ ids: null, truth: Float64Array.of(1, 0, 1) }));
  });
});
