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
