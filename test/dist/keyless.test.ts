import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from '../../packages/build/src/sources.ts';
import { fakePorts } from '../support/ports.ts';
import { leaveTraining, writeFiles } from '../support/registered.ts';
import { runAction } from '../support/run-action.ts';
import { type LocalSigstore, startSigstore } from '../support/sigstore.ts';

const subject = 'https://github.com/acme/birds/.github/workflows/model.yml@refs/heads/main';
const patience = 60_000;

let workspace = '';
let sigstore: LocalSigstore;
beforeAll(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'dist-keyless-'));
  sigstore = await startSigstore();
});
afterAll(async () => {
  await sigstore[Symbol.asyncDispose]();
  await rm(workspace, { recursive: true, force: true });
});

it(
  'the bundle signs keyless and verifies what it signed: Sigstore’s libraries bear being bundled',
  async () => {
    const { url } = sigstore;
    await writeFiles(workspace, {
      'ml-actions.yml': `version: 1\ntrust: {identities: [{subject: '${subject}'}], root: root.json, sigstore: {fulcio: '${url}', rekor: '${url}', timestamp: '${url}'}}\nevaluate-gate: {policy: {checks: {roc_auc: {min: 0.7}}}}\n`,
      'root.json': sigstore.root,
      'event.json': JSON.stringify({ repository: { id: 42, default_branch: 'main', private: false } }),
      'model/model.json': '{"weight":1}',
    });
    await leaveTraining(fakePorts(workspace), ['model.json']);
    const step = (action: string) =>
      runAction(action, {
        workspace,
        script: [join(root, 'actions', action, 'index.js')],
        inputs: { store: 'file:.store-dir', signing: 'required' },
        env: {
          GITHUB_EVENT_NAME: 'push',
          GITHUB_REF: 'refs/heads/main',
          GITHUB_REPOSITORY_ID: '42',
          GITHUB_EVENT_PATH: join(workspace, 'event.json'),
          ...sigstore.env(subject),
        },
      });
    const gate = await step('evaluate-gate');
    expect(gate.outputs, gate.stdout).toMatchObject({ verdict: 'no-baseline' });
    const registered = await step('register-model');
    expect(registered.outputs, registered.stdout).toMatchObject({ version: '1', signed: 'true' });
  },
  patience,
);
