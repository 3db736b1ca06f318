import { mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonical } from '@ml-actions/core/json/canonical';
import { sha256 } from '@ml-actions/core/json/digest';
import { readAlias, readVersion } from '@ml-actions/core/reference/find-version';
import { commonInputs } from '@ml-actions/core/runner/common-inputs';
import { emptyConfig } from '@ml-actions/core/runner/config';
import { readInputs } from '@ml-actions/core/runner/read-inputs';
import { fetchModel } from '@ml-actions/registry/fetch';
import { hiddenId, readPredictionsBlob } from '@ml-actions/registry/predictions';
import { verifyStore } from '@ml-actions/registry/verify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakePorts, fakePorts, fakeRun } from '../../../test/support/ports.ts';
import { leaveGate, leaveTraining, outputOf, writeFiles } from '../../../test/support/registered.ts';
import { inputs } from './inputs.ts';
import { run } from './run.ts';
import { section } from './section.ts';

let workspace: string;
let ports: FakePorts;

beforeEach(async () => {
  workspace = await realpath(await mkdtemp(join(tmpdir(), 'ml-register-')));
  ports = fakePorts(workspace);
  await writeFiles(workspace, { 'model/model.json': '{"w":1}', 'model/sub/labels.txt': 'a\nb\n' });
});
afterEach(() => rm(workspace, { recursive: true, force: true }));

const given = (values: Record<string, string> = {}) =>
  readInputs(
    { ...commonInputs, ...inputs },
    { action: 'register-model', workflow: new Map(Object.entries(values)), config: emptyConfig },
  );
const files = ['model.json', 'sub/labels.txt'];
const view = async () => (await ports.store()).view();

describe('registering', () => {
  it('gives a gated model version 1 and the alias, and its bytes come back verified', async () => {
    const digest = await leaveTraining(ports, files);
    await leaveGate(ports, digest);
    const { outputs, exitCode, body } = await run(given(), ports);
    expect(exitCode).toBe(0);
    expect(outputs).toMatchObject({
      version: 1,
      created: true,
      'model-version': `birds@1#sha256:${digest}`,
      'previous-version': '',
    });
    expect(body.evaluation).toMatchObject({ assurance: 'store', verdict: 'pass' });
    expect(await readAlias(await view(), 'birds', 'candidate')).toMatchObject({ version: 1, previous: null });
    const version = await readVersion(await view(), 'birds', 1);
    if (!version) throw new Error('no version');
    const into = join(workspace, 'fetched');
    await fetchModel(version, into, { view: await view(), workspace });
    await expect(fetchModel(version, into, { view: await view(), workspace })).rejects.toThrow('not empty');
    expect((await verifyStore(await view(), { workspace })).problems).toEqual([]);
  });

  it('returns the same version for the same content, and the next number for other content', async () => {
    const digest = await leaveTraining(ports, files);
    await leaveGate(ports, digest);
    await run(given(), ports);
    expect((await run(given(), ports)).outputs).toMatchObject({ version: 1, created: false });
    await writeFiles(workspace, { 'model/model.json': '{"w":2}' });
    await leaveGate(ports, await leaveTraining(ports, files));
    expect((await run(given(), ports)).outputs).toMatchObject({ version: 2, created: true, 'previous-version': 1 });
    expect((await verifyStore(await view(), { workspace })).problems).toEqual([]);
  });

  it('keeps the predictions with hidden ids, so that a later gate can pair them', async () => {
    await writeFiles(workspace, { 'predictions.csv': 'id,truth,score,email\nx-2,0,0.25,b@c\nx-1,1,0.75,a@c\n' });
    const digest = await leaveTraining(ports, files, [await outputOf(ports, 'predictions.csv', 'predictions')]);
    await leaveGate(ports, digest);
    await run(given(), ports);
    const version = await readVersion(await view(), 'birds', 1);
    const blob = version && (await readPredictionsBlob(version, { view: await view(), workspace }));
    if (!blob) throw new Error('no predictions');
    const text = Buffer.from(blob.bytes).toString();
    expect(blob.columns).toEqual(['id', 'truth', 'score']);
    expect(text.split('\n').sort()).toEqual(
      ['', 'id,truth,score', `${hiddenId(blob.salt, 'x-1')},1,0.75`, `${hiddenId(blob.salt, 'x-2')},0,0.25`].sort(),
    );
    expect((await verifyStore(await view(), { workspace })).problems).toEqual([]);
  });

  it('hides 7.0 as 7, as the gate reads it', async () => {
    await writeFiles(workspace, { 'predictions.csv': 'id,truth,score\n7.0,1,0.75\n' });
    const digest = await leaveTraining(ports, files, [await outputOf(ports, 'predictions.csv', 'predictions')]);
    await leaveGate(ports, digest);
    await run(given(), ports);
    const version = await readVersion(await view(), 'birds', 1);
    const blob = version && (await readPredictionsBlob(version, { view: await view(), workspace }));
    expect(Buffer.from(blob?.bytes ?? []).toString()).toContain(`${hiddenId(blob?.salt ?? '', '7')},1,0.75`);
  });

  it('finds the columns by the names that the gate knows', async () => {
    await writeFiles(workspace, { 'predictions.csv': 'row_id,y_true,y_proba,y_pred,label2\n7,1,0.75,1,x\n' });
    const output = await outputOf(ports, 'predictions.csv', 'predictions');
    const digest = await leaveTraining(ports, files, [output]);
    await leaveGate(ports, digest, { change: { predictions: output.sha256 } });
    const { body } = await run(given(), ports);
    expect(body.predictions?.columns).toEqual(['id', 'truth', 'score', 'prediction']);
  });

  it('keeps no predictions that the gate did not judge', async () => {
    await writeFiles(workspace, { 'predictions.csv': 'id,truth,score\nx-1,1,0.75\n' });
    const digest = await leaveTraining(ports, files, [await outputOf(ports, 'predictions.csv', 'predictions')]);
    await leaveGate(ports, digest, { change: { predictions: 'e'.repeat(64) } });
    const { body } = await run(given(), ports);
    expect([body.verdict, body.predictions]).toEqual(['registered', null]);
    expect(ports.log.lines).toEqual([
      "warning: predictions: later gates cannot pair with this version. The training's predictions are not those that the gate judged.",
    ]);
  });

  it('stores the profile of the training beside the version', async () => {
    await writeFiles(workspace, { 'profile.json': '{"columns":[]}' });
    await leaveGate(ports, await leaveTraining(ports, files, [await outputOf(ports, 'profile.json', 'profile')]));
    await run(given(), ports);
    expect(Buffer.from((await (await view()).read('profiles/birds/1.json')) ?? []).toString()).toBe('{"columns":[]}');
  });

  it('puts larger models where `file:DIR` says', async () => {
    await writeFiles(workspace, { 'model/big.bin': Buffer.alloc(5 * 2 ** 20) });
    await leaveGate(ports, await leaveTraining(ports, [...files, 'big.bin']));
    await expect(run(given(), ports)).rejects.toThrowErrorMatchingInlineSnapshot(
      `[InputError: blobs: the model is too large for the record store (got 5.0 MiB, expected at most 5 MiB). Set \`blobs: file:DIR\`; release assets are not available yet.]`,
    );
    await run(given({ blobs: 'file:blobs' }), ports);
    const version = await readVersion(await view(), 'birds', 1);
    if (!version) throw new Error('no version');
    const place = { view: await view(), workspace };
    await fetchModel(version, join(workspace, 'fetched'), place);
    const blob = join(workspace, 'blobs/sha256', version.predicate.files[0]?.sha256 ?? '');
    await rm(blob);
    await writeFile(blob, Buffer.alloc(5 * 2 ** 20, 1));
    await expect(fetchModel(version, join(workspace, 'damaged'), place)).rejects.toThrow(
      'not the bytes that were registered',
    );
    expect((await verifyStore(await view(), { workspace })).problems).toEqual([
      { path: 'models/birds/versions/1.json', problem: 'the bytes of "big.bin" were changed' },
    ]);
  });
});

describe('refusing', () => {
  const cases: [string, Parameters<typeof leaveGate>[2], RegExp][] = [
    ['a failed gate', { change: { verdict: 'fail', fact: 'roc_auc fell' } }, /the gate said fail: roc_auc fell/],
    ['evidence that is not in the store', { stored: false }, /does not count: it is not in the record store/],
    [
      'an unprotected policy',
      { change: { policy: { sha256: 'b'.repeat(64), source: 'the workflow', protected: false, proposed: null } } },
      /policy is not the default branch's/,
    ],
    [
      'a gate without a policy',
      { change: { policy: { sha256: null, source: 'no policy', protected: true, proposed: null } } },
      /the gate had no policy: it only reported/,
    ],
    [
      'evidence about other bytes',
      {
        change: { candidate: { modelDigest: 'c'.repeat(64), commit: null, metrics: {}, source: '', threshold: null } },
      },
      /judged sha256 c+, not these files/,
    ],
  ];
  it.each(cases)('%s', async (_name, options, reason) => {
    await leaveGate(ports, await leaveTraining(ports, files), options);
    const { body, exitCode, outputs } = await run(given(), ports);
    expect([body.verdict, exitCode, outputs.version]).toEqual(['refused', 1, '']);
    expect(body.reason).toMatch(reason);
    expect((await (await view()).list('models/')).length).toBe(0);
  });

  it('a model that another gate of the run refused', async () => {
    const digest = await leaveTraining(ports, files);
    await leaveGate(ports, digest, { change: { id: 'fairness', verdict: 'fail', fact: 'parity 0.5' } });
    await leaveGate(ports, digest);
    expect((await run(given(), ports)).body.reason).toBe('the gate fairness of this run said fail: parity 0.5');
    await leaveGate(ports, digest, { change: { id: 'fairness' } });
    expect((await run(given(), ports)).body.verdict).toBe('registered');
  });

  it('a policy that is not what the default branch’s configuration says', async () => {
    const stated = { checks: { roc_auc: { min: 0.9 } } };
    const section = () => new Map([['policy', { value: stated, line: 2 }]]);
    const configured = { ...ports, config: { ...emptyConfig, section } };
    const digest = await leaveTraining(ports, files);
    await leaveGate(ports, digest);
    expect((await run(given(), configured)).body.reason).toMatch(
      /^the gate's policy \(ml-actions.yml, sha256 \w{12}\) is not what the default branch's configuration says now/,
    );
    const policy = { sha256: sha256(canonical(stated)), source: 'ml-actions.yml', protected: true, proposed: null };
    await leaveGate(ports, digest, { change: { policy } });
    expect((await run(given(), configured)).body.verdict).toBe('registered');
  });

  it('evidence made on a pull request', async () => {
    const digest = await leaveTraining(ports, files);
    const pull = fakePorts(workspace, {
      run: fakeRun(workspace, { event: 'pull_request', ref: 'refs/pull/3/merge', pullRequest: 3 }),
    });
    await leaveGate(pull, digest);
    expect((await run(given(), ports)).body.reason).toMatchInlineSnapshot(
      `"the gate's record does not count: it was made on pull request #3, which is advisory"`,
    );
  });

  it('a model without a gate, unless it is said', async () => {
    await leaveTraining(ports, files);
    await expect(run(given(), ports)).rejects.toThrowErrorMatchingInlineSnapshot(
      `[InputError: evaluation: this run has no gate record. Run evaluate-gate before register-model, name its record in \`evaluation\`, or say \`allow-ungated: true\`.]`,
    );
    const { body } = await run(given({ 'allow-ungated': 'true' }), ports);
    expect([body.verdict, body.missing]).toEqual([
      'registered',
      ['evaluation', 'data report', 'profile', 'predictions'],
    ]);
  });

  it('an alias that was moved meanwhile, and an environment alias', async () => {
    await leaveGate(ports, await leaveTraining(ports, files));
    await expect(run(given({ 'expect-current': '4' }), ports)).rejects.toThrowErrorMatchingInlineSnapshot(
      `[GateRefused: birds:candidate: the alias was moved meanwhile (got no version, expected version 4).]`,
    );
    const config = { ...emptyConfig, section: () => new Map([['environment', { value: 'production', line: 3 }]]) };
    await expect(run(given({ alias: 'production' }), { ...ports, config })).rejects.toThrowErrorMatchingInlineSnapshot(
      `[InputError: alias: \`production\` is the alias of an environment, which only deploy moves. Choose another name, or leave the default \`candidate\`.]`,
    );
  });

  it('files changed after training, links out of the workspace, nothing at all', async () => {
    await leaveGate(ports, await leaveTraining(ports, files));
    await writeFiles(workspace, { 'model/model.json': '{"w":3}' });
    await expect(run(given(), ports)).rejects.toThrow('the files are not those that were trained');
    await symlink('/etc/hostname', join(workspace, 'model/leak'));
    await expect(run(given({ path: 'model' }), ports)).rejects.toThrow('leaves the directory it must stay in');
    await expect(run(given({ path: '../..' }), ports)).rejects.toThrow('leaves the directory');
    await expect(run(given({ path: 'nothing-here' }), ports)).rejects.toThrow('does not exist');
  });

  it('what is not available yet, by name', () => {
    expect(() =>
      given({ scan: 'default', mode: 'promote', 'mirror-to': 'mlflow', blobs: 'release' }),
    ).toThrowErrorMatchingInlineSnapshot(`
      [InputError: blobs: \`blobs: release\` is not available yet. Leave it out for now.
      mirror-to: \`mirror-to\` is not available yet. Leave it out for now.
      mode: \`mode: promote\` is not available yet. Leave it out for now.
      scan: \`scan\` is not available yet. Leave it out for now.]
    `);
  });
});

describe('a dry run', () => {
  it('is the default on a pull request and writes nothing', async () => {
    const pull = fakePorts(workspace, {
      run: fakeRun(workspace, { event: 'pull_request', ref: 'refs/pull/3/merge', pullRequest: 3, isTrusted: false }),
    });
    await leaveGate(pull, await leaveTraining(pull, files), { stored: false });
    const { body, outputs } = await run(given(), pull);
    expect([body.verdict, body.reason, outputs.created]).toEqual([
      'planned',
      "merging registers birds if main's own gate passes",
      false,
    ]);
    await expect(run(given({ 'dry-run': 'false' }), pull)).rejects.toThrowErrorMatchingInlineSnapshot(
      `[InputError: dry-run: this run may not register: it is pull_request on refs/pull/3/merge (expected a run of the default branch). Leave \`dry-run\` out: it is true here and shows what merging will do.]`,
    );
    expect((await view()).revision).toBeNull();
  });
});

it('reads well', async () => {
  await leaveGate(ports, await leaveTraining(ports, files));
  await run(given({ semver: '1.4.0' }), ports);
  const version = await readVersion(await view(), 'birds', 1);
  if (!version) throw new Error('no version');
  const { fact, body, details, word } = section(version.predicate);
  expect(
    [word, fact, body, ...details.map(({ summary, body }) => `${summary}\n${body}`)].join('\n\n'),
  ).toMatchInlineSnapshot(`
    "REGISTERED

    \`birds@1\` is sha256 \`b129b0173754\` · \`candidate\`: 1

    |  |  |
    |---|---|
    | Version | \`birds@1\` (\`1.4.0\`) |
    | Model | sha256 \`b129b0173754\` · 2 files, 11 B · \`inline\` |
    | Gate | PASS · from the record store · policy \`823412d1eacb\` |
    | Data | no data report |
    | Training | 12 s · record \`4ed2e8050953\` |
    | Kept for later gates | no predictions |
    | Unsafe serialisation | not scanned (not available yet) |
    | Missing | data report, profile, predictions |

    Metrics at the gate
    | Metric | Value |
    |---|--:|
    | \`roc_auc\` | 0.8 |

    Files and digests (2)
    \`\`\`text
    model sha256         b129b0173754dc4c3bab8cb82dbe985f78cc2777aca2fc542067ad2fe38edef8
    OpenSSF root sha256  fc94aae819a39288ff8e40a96e6e63bf36ddaea9896b425518ea92d8457eda4e
    \`\`\`

    | File | Size | sha256 |
    |---|--:|---|
    | \`model.json\` | 7 B | \`1462bb4a1d3f\` |
    | \`sub/labels.txt\` | 4 B | \`911169ddaaf1\` |"
  `);
});
