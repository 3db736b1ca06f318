import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nobody } from '@ml-actions/core/record/signature';
import { readVersion } from '@ml-actions/core/reference/find-version';
import { fileStore } from '@ml-actions/core/store/file';
import { verifyStore } from '@ml-actions/registry/verify';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fakePorts } from '../../../test/support/ports.ts';
import { leaveTraining, writeFiles } from '../../../test/support/registered.ts';
import { runAction, type StepResult } from '../../../test/support/run-action.ts';

const pair = () =>
  generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
const [ours, theirs] = [pair(), pair()];
const policy = 'evaluate-gate: {policy: {checks: {roc_auc: {min: 0.7}}}}';

let workspace: string;
beforeEach(async () => {
  workspace = await realpath(await mkdtemp(join(tmpdir(), 'ml-signed-')));
  await writeFiles(workspace, {
    'ml-actions.yml': `version: 1\ntrust: {keys: [ours.pem]}\n${policy}\n`,
    'ours.pem': ours.publicKey,
    'event.json': JSON.stringify({ repository: { id: 42, default_branch: 'main', private: false } }),
    'model/model.json': '{"weight":1}',
  });
  await leaveTraining(fakePorts(workspace), ['model.json']);
});
afterEach(() => rm(workspace, { recursive: true, force: true }));

const step = (action: string, inputs: Record<string, string> = {}): Promise<StepResult> =>
  runAction(action, {
    workspace,
    inputs: { store: 'file:.store-dir', ...inputs },
    env: {
      GITHUB_EVENT_NAME: 'push',
      GITHUB_REF: 'refs/heads/main',
      GITHUB_REPOSITORY_ID: '42',
      GITHUB_EVENT_PATH: join(workspace, 'event.json'),
    },
  });
const target = { environment: 'production', 'target-config': '{path: serving}' };
const reasonOf = async ({ outputs }: StepResult): Promise<unknown> => {
  const record = JSON.parse(await readFile(join(workspace, outputs.record ?? ''), 'utf8'));
  const statement = record.payload ? JSON.parse(Buffer.from(record.payload, 'base64').toString()) : record;
  return statement.predicate.reason;
};
const patience = { timeout: 60_000 };

it('a signed gate, a signed version and trusted keys go through to the deployment', patience, async () => {
  const key = { 'signing-key': ours.privateKey };
  const gate = await step('evaluate-gate', key);
  expect(gate.outputs, gate.stdout).toMatchObject({ verdict: 'no-baseline' });
  const registered = await step('register-model', { ...key, signing: 'required' });
  expect(registered.outputs, registered.stdout).toMatchObject({ version: '1', signed: 'true' });
  const deployed = await step('deploy', target);
  expect(deployed.outputs, deployed.stdout).toMatchObject({
    verdict: 'deployed',
    'served-digest': registered.outputs.digest,
  });
  const view = await fileStore(join(workspace, '.store-dir')).view();
  expect((await readVersion(view, 'birds', 1))?.predicate.evaluation).toMatchObject({ assurance: 'signed' });
  const { problems } = await verifyStore(view, { workspace, trust: { ...nobody, keys: [ours.publicKey] } });
  expect(problems).toEqual([]);
});

it('an unsigned gate and a foreign signature admit nothing', patience, async () => {
  await step('evaluate-gate');
  const unsigned = await step('register-model');
  expect([unsigned.exitCode, await reasonOf(unsigned)]).toEqual([
    1,
    "the gate's record does not count: it is not signed, but `trust` names who signs",
  ]);
  await step('evaluate-gate', { 'signing-key': theirs.privateKey, baseline: 'none' });
  const foreign = await step('register-model');
  expect([foreign.exitCode, await reasonOf(foreign)]).toEqual([
    1,
    "the gate's record does not count: no trusted key made the signature",
  ]);
});

it('a version record that a foreign key signed is not deployed', patience, async () => {
  await step('evaluate-gate', { 'signing-key': ours.privateKey });
  await step('register-model', { 'signing-key': theirs.privateKey });
  const foreign = await step('deploy', target);
  expect([foreign.exitCode, await reasonOf(foreign)]).toEqual([
    1,
    'version: its record: no trusted key made the signature',
  ]);
});
