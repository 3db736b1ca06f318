import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeRecord } from '@ml-actions/core/record/record';
import { isBundle, type Signature, type Trust } from '@ml-actions/core/record/signature';
import { verifySignature } from '@ml-actions/core/record/verify-signature';
import { fileStore } from '@ml-actions/core/store/file';
import { verifyStore } from '@ml-actions/registry/verify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fakePorts } from '../../../test/support/ports.ts';
import { leaveTraining, writeFiles } from '../../../test/support/registered.ts';
import { runAction, type StepResult } from '../../../test/support/run-action.ts';
import { issuer, type LocalSigstore, startSigstore } from '../../../test/support/sigstore.ts';

const subject = 'https://github.com/acme/birds/.github/workflows/model.yml@refs/heads/main';
const other = subject.replace('main', 'topic');
const patience = 60_000;

let sigstore: LocalSigstore;
const workspaces: string[] = [];
let workspace = '';
beforeAll(async () => {
  sigstore = await startSigstore();
});
afterAll(async () => {
  await sigstore[Symbol.asyncDispose]();
  for (const one of workspaces) await rm(one, { recursive: true, force: true });
});

/** A repository that trusts the workflow on main, and signs at the local instance. */
async function open(trust: string): Promise<void> {
  workspace = await realpath(await mkdtemp(join(tmpdir(), 'ml-keyless-')));
  workspaces.push(workspace);
  await writeFiles(workspace, {
    'ml-actions.yml': `version: 1\ntrust: ${trust}\nevaluate-gate: {policy: {checks: {roc_auc: {min: 0.7}}}}\n`,
    'root.json': sigstore.root,
    'event.json': JSON.stringify({ repository: { id: 42, default_branch: 'main', private: false } }),
    'model/model.json': '{"weight":1}',
  });
  await leaveTraining(fakePorts(workspace), ['model.json']);
}

const services = (also = '') => `sigstore: {fulcio: '${sigstore.url}', rekor: '${sigstore.url}'${also}}`;
const trusting = (who: string) => `{identities: [{subject: '${who}'}], root: root.json, ${services()}}`;

const step = (action: string, inputs: Record<string, string>, identity: string | null): Promise<StepResult> =>
  runAction(action, {
    workspace,
    inputs: { store: 'file:.store-dir', ...inputs },
    env: {
      GITHUB_EVENT_NAME: 'push',
      GITHUB_REF: 'refs/heads/main',
      GITHUB_REPOSITORY_ID: '42',
      GITHUB_EVENT_PATH: join(workspace, 'event.json'),
      ...(identity !== null && sigstore.env(identity)),
    },
  });
const target = { environment: 'production', 'target-config': '{path: serving}' };
const recordOf = async ({ outputs }: StepResult) =>
  decodeRecord(await readFile(join(workspace, outputs.record ?? '')), 'record', workspace);
const trust = (changes: Partial<Trust> = {}): Trust => ({
  keys: [],
  identities: [{ issuer, subject }],
  root: sigstore.root,
  ...changes,
});

describe('evidence that the workflow signs as itself', () => {
  beforeEach(() => open(trusting(subject)), patience);

  it(
    'goes from the gate through registration to the deployment, and anybody can verify it',
    async () => {
      const gate = await step('evaluate-gate', {}, subject);
      expect(gate.outputs, gate.stdout).toMatchObject({ verdict: 'no-baseline' });
      expect((await recordOf(gate)).predicate).toMatchObject({ signing: 'keyless' });
      const registered = await step('register-model', { signing: 'required' }, subject);
      expect(registered.outputs, registered.stdout).toMatchObject({ version: '1', signed: 'true' });
      const deployed = await step('deploy', target, null);
      expect(deployed.outputs, deployed.stdout).toMatchObject({ verdict: 'deployed' });
      const view = await fileStore(join(workspace, '.store-dir')).view();
      expect((await verifyStore(view, { workspace, trust: trust() })).problems).toEqual([]);
      const stranger = trust({ identities: [{ issuer, subject: other }] });
      expect((await verifyStore(view, { workspace, trust: stranger })).problems).toHaveLength(2);
    },
    patience,
  );

  it(
    'admits nothing where nobody, or another workflow, signed',
    async () => {
      await step('evaluate-gate', {}, null);
      const unsigned = await step('register-model', {}, null);
      expect([unsigned.exitCode, (await recordOf(unsigned)).predicate]).toMatchObject([
        1,
        { reason: expect.stringContaining('it is not signed, but `trust` names who signs') },
      ]);
      await open(trusting(subject));
      await step('evaluate-gate', {}, other);
      const foreign = await step('register-model', {}, other);
      expect([foreign.exitCode, (await recordOf(foreign)).predicate]).toMatchObject([
        1,
        { reason: expect.stringContaining(`\`trust\` does not name who signed it ("${other}"`) },
      ]);
    },
    patience,
  );

  it(
    'is missing where it was required: an error, not an unsigned record',
    async () => {
      const none = await step('evaluate-gate', { signing: 'required' }, null);
      expect([none.exitCode, none.outputs.verdict]).toEqual([2, 'error']);
      expect(none.stdout).toContain(
        '::error::signing: `required`, but there is nothing to sign with (expected `signing-key`, or the job’s permission `id-token: write`).',
      );
    },
    patience,
  );
});

describe('a bundle', () => {
  let signature: Signature;
  beforeAll(async () => {
    await open(trusting(subject));
    signature = (await recordOf(await step('evaluate-gate', {}, subject))).signature as Signature;
  }, patience);

  const judged = (changed: unknown, whom = trust()) => verifySignature(changed as Signature, whom);
  const withEnvelope = (change: object) => {
    const bundle = signature as unknown as Parts;
    return { ...bundle, dsseEnvelope: { ...bundle.dsseEnvelope, ...change } };
  };
  const withMaterial = (change: object) => {
    const bundle = signature as unknown as Parts;
    return { ...bundle, verificationMaterial: { ...bundle.verificationMaterial, ...change } };
  };
  const unwitnessed = () => {
    const entries = (signature as unknown as Parts).verificationMaterial.tlogEntries;
    return entries.map(({ inclusionPromise: _, inclusionProof: __, ...entry }) => entry);
  };

  it('of the workflow holds', async () => {
    expect(isBundle(signature)).toBe(true);
    expect(await judged(signature)).toEqual({ ok: true, signer: subject });
  });

  it.each<[string, () => [unknown, Trust?], RegExp]>([
    [
      'another issuer',
      () => [signature, trust({ identities: [{ issuer: 'https://evil', subject }] })],
      /does not name who/,
    ],
    [
      'a subject that only matches as a pattern',
      () => [signature, trust({ identities: [{ issuer, subject: '.*' }] })],
      /does not name who/,
    ],
    ['keys only', () => [signature, trust({ identities: [], keys: ['x'] })], /names keys only/],
    [
      'another instance’s root',
      () => [signature, trust({ root: otherRoot })],
      /does not hold: Failed to verify certificate chain/,
    ],
    [
      'a root that demands a time stamp and no log',
      () => [signature, trust({ root: sigstore.rootWithoutLogs })],
      /inclusion promise could not be verified/,
    ],
    ['a changed payload', () => [withEnvelope({ payload: 'e30=' })], /payload hash mismatch/],
    ['a changed signature', () => [withEnvelope({ signatures: [{ sig: 'AAAA' }] })], /signature mismatch/],
    ['no log entry', () => [withMaterial({ tlogEntries: [] })], /expected 1 timestamps, got 0/],
    ['a log entry without promise and proof', () => [withMaterial({ tlogEntries: unwitnessed() })], /it is malformed/],
    ['no certificate', () => [withMaterial({ certificate: undefined })], /it is malformed/],
    ['no material', () => [{ ...signature, verificationMaterial: {} }], /it is malformed/],
  ])('that is judged with %s does not', async (_, make, why) => {
    const [bundle, whom] = make();
    expect(await judged(bundle, whom)).toEqual({ ok: false, detail: expect.stringMatching(why) });
  });

  it.each(['null', '{}', '{"certificateAuthorities": 3}', '[]'])(
    'with the root %s is a mistake of the configuration',
    async (root) => {
      await expect(judged(signature, trust({ root }))).rejects.toMatchObject({
        name: 'InputError',
        message: expect.stringContaining('trust.root: this is no trusted root of Sigstore'),
      });
    },
  );

  let otherRoot = '';
  beforeAll(async () => {
    await using another = await startSigstore();
    otherRoot = another.root;
  });
});

interface Parts {
  readonly verificationMaterial: { readonly tlogEntries: readonly Readonly<Record<string, unknown>>[] };
  readonly dsseEnvelope: object;
}

describe('an instance that time stamps and logs nothing', () => {
  it(
    'signs and is verified',
    async () => {
      await open(
        `{identities: [{subject: '${subject}'}], root: root.json, sigstore: {fulcio: '${sigstore.url}', timestamp: '${sigstore.url}'}}`,
      );
      await writeFile(join(workspace, 'root.json'), sigstore.rootWithoutLogs);
      const gate = await step('evaluate-gate', { signing: 'required' }, subject);
      expect(gate.exitCode, gate.stdout).toBe(0);
      const registered = await step('register-model', { signing: 'required' }, subject);
      expect(registered.outputs, registered.stdout).toMatchObject({ version: '1', signed: 'true' });
    },
    patience,
  );
});

describe('a signature that was witnessed when its certificate had run out', () => {
  it(
    'does not count',
    async () => {
      const day = 86_400_000;
      await using late = await startSigstore({ witnessedAt: new Date(Date.now() + day) });
      const here = `{identities: [{subject: '${subject}'}], root: root.json, sigstore: {fulcio: '${late.url}', rekor: '${late.url}'}}`;
      await open(here);
      const { signature } = await recordOf(await step('evaluate-gate', {}, subject));
      expect(await verifySignature(signature as Signature, trust({ root: late.root }))).toEqual({
        ok: false,
        detail: expect.stringMatching(/does not hold: Failed to verify certificate chain/),
      });
    },
    patience,
  );
});

describe('an instance that does not answer', () => {
  it(
    'leaves an unsigned record that says so, and an error where a signature is required',
    async () => {
      await using broken = await startSigstore();
      broken.fail('/api/v1/log/entries');
      const here = `{identities: [{subject: '${subject}'}], root: root.json, sigstore: {fulcio: '${broken.url}', rekor: '${broken.url}'}}`;
      await open(here);
      const gate = await step('evaluate-gate', {}, subject);
      expect(gate.exitCode, gate.stdout).toBe(0);
      expect(gate.stdout).toMatch(
        /::warning::signing: the record could not be signed keyless .* The record is not signed\./,
      );
      expect(await recordOf(gate)).toMatchObject({ signature: null, predicate: { signing: 'none' } });
      await open(here);
      const required = await step('evaluate-gate', { signing: 'required' }, subject);
      expect([required.exitCode, required.outputs.verdict], required.stdout).toEqual([1, 'error']);
    },
    patience,
  );
});
