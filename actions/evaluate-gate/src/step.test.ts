import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '@ml-actions/core/json/digest';
import { decodeRecord } from '@ml-actions/core/record/record';
import { verifyDsse } from '@ml-actions/core/record/sign';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFiles } from '../../../test/support/registered.ts';
import { runAction } from '../../../test/support/run-action.ts';

let workspace: string;
beforeEach(async () => {
  workspace = await realpath(await mkdtemp(join(tmpdir(), 'ml-gate-step-')));
  await writeFiles(workspace, { 'metrics.json': '{"accuracy":0.91}', 'base.json': '{"accuracy":0.9}' });
});
afterEach(() => rm(workspace, { recursive: true, force: true }));

const given = {
  candidate: 'metrics.json',
  baseline: 'path:base.json',
  policy: 'checks: {accuracy: {max_regression: 0.01}}',
};
const step = (inputs: Record<string, string>) =>
  runAction('evaluate-gate', { workspace, inputs: { ...given, ...inputs }, env: { GITHUB_EVENT_NAME: 'push' } });

const textOf = async (path = '') => (await readFile(join(workspace, path), 'utf8')).replace(/^.*sha256.*$/gm, '');

describe('as a step of a job', () => {
  it('writes the record, signed with the key, and the three reports', async () => {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const key = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const trusted = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const { exitCode, outputs, stdout } = await step({ 'signing-key': Buffer.from(key).toString('base64') });
    expect(exitCode, stdout).toBe(0);
    expect(outputs).toMatchObject({ verdict: 'pass', blocked: 'false', 'failed-checks': '' });
    const bytes = await readFile(join(workspace, outputs.record ?? ''));
    expect(sha256(bytes)).toBe(outputs['evidence-digest']);
    const { signature, predicate } = await decodeRecord(bytes, 'record', workspace);
    expect(verifyDsse(signature, [trusted])).toMatchObject({ ok: true });
    expect(predicate).toMatchObject({ action: 'evaluate-gate', verdict: 'pass', signing: 'key' });
    expect(await readFile(join(workspace, outputs.report ?? ''), 'utf8')).toContain('### ✅ Model gate: PASS');
    const page = await readFile(join(workspace, outputs['html-report'] ?? ''), 'utf8');
    expect(page).toMatch(/^<!doctype html>[\s\S]*<h1>.* PASS<\/h1>/);
    const comparison: unknown = JSON.parse(await readFile(join(workspace, outputs.comparison ?? ''), 'utf8'));
    expect(comparison).toMatchObject({ version: 1, verdict: 'pass', checks: [{ metric: 'accuracy', status: 'pass' }] });
  });

  it('neither the order of keys nor the locale changes anything', async () => {
    const metrics = Object.entries({
      accuracy: 0.91,
      auc: 0.88,
      istanbul_loss: 0.3,
      i_loss: 0.2,
      İ_loss: 0.1,
      z: 1,
      ä: 2,
    });
    const told = async (entries: typeof metrics, locale: string) => {
      await writeFiles(workspace, {
        'metrics.json': JSON.stringify(Object.fromEntries(entries)),
        'base.json': JSON.stringify(Object.fromEntries(entries.map(([name, value]) => [name, value + 0.01]))),
      });
      const env = { GITHUB_EVENT_NAME: 'push', LC_ALL: locale, LANG: locale, TZ: 'Asia/Kathmandu' };
      const { outputs } = await runAction('evaluate-gate', { workspace, inputs: given, env });
      return Promise.all([outputs.comparison, outputs.report].map(textOf));
    };
    const usual = await told(metrics, 'C');
    expect(usual.join()).toContain('istanbul_loss');
    expect(await told(metrics.toReversed(), 'tr_TR.UTF-8')).toEqual(usual);
  });

  it('fails with 1 when it blocks, and with 2 for a mistake, told in one line', async () => {
    expect(await step({ policy: 'checks: {accuracy: {min: 0.99}}' })).toMatchObject({
      exitCode: 1,
      outputs: { verdict: 'fail', blocked: 'true', 'failed-checks': 'accuracy' },
    });
    const mistake = await step({ policy: 'checks: {accuracy: {mim: 0.99}}' });
    expect(mistake).toMatchObject({ exitCode: 2, outputs: { verdict: 'error', blocked: 'true' } });
    expect(mistake.stdout.match(/^::error.*$/gm)).toEqual([
      '::error::policy: checks.accuracy: unknown key "mim". Did you mean "min"?',
    ]);
    expect(mistake.stdout).not.toContain('    at ');
  });

  it('`fail-on: never` reports a failure without failing', async () => {
    const never = await step({ policy: 'checks: {accuracy: {min: 0.99}}', 'fail-on': 'never' });
    expect(never).toMatchObject({ exitCode: 0, outputs: { verdict: 'fail', blocked: 'false' } });
    expect(never.summary).toContain('FAIL, not enforced');
  });
});
