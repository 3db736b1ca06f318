import { generateKeyPairSync } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, readlink, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonical } from '@ml-actions/core/json/canonical';
import { sha256 } from '@ml-actions/core/json/digest';
import type { EvaluateGatePredicate } from '@ml-actions/core/record/predicate/evaluate-gate';
import { nobody } from '@ml-actions/core/record/signature';
import { readAlias } from '@ml-actions/core/reference/find-version';
import { emptyConfig } from '@ml-actions/core/runner/config';
import { layout } from '@ml-actions/core/store/layout';
import { verifyStore } from '@ml-actions/registry/verify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serveTarget } from '../../../test/support/model-server.ts';
import { type FakePorts, fakePorts, fakeRun } from '../../../test/support/ports.ts';
import { inputsOf, register, registerModel } from '../../../test/support/register.ts';
import { leaveGate, leaveTraining } from '../../../test/support/registered.ts';
import { inputs } from './inputs.ts';
import { run } from './run.ts';
import { section } from './section.ts';

let workspace: string;
let ports: FakePorts;

beforeEach(async () => {
  workspace = await realpath(await mkdtemp(join(tmpdir(), 'ml-deploy-')));
  ports = fakePorts(workspace);
});
afterEach(() => rm(workspace, { recursive: true, force: true }));

const target = () => join(workspace, 'serving');
const deploy = (values: Record<string, string> = {}, config: object = {}, with_: FakePorts = ports) =>
  run(
    inputsOf(
      'deploy',
      inputs,
      {
        environment: 'production',
        'target-config': JSON.stringify({ path: 'serving', 'ready-timeout': 1, ...config }),
        ...values,
      },
      with_,
    ),
    with_,
  );
const view = async () => (await ports.store()).view();
const served = async () => JSON.parse(await readFile(join(target(), 'current/model.json'), 'utf8')).weight as number;

/** What a gate says that compared with this model. */
const against = (modelDigest: string): { change: Partial<EvaluateGatePredicate> } => ({
  change: {
    baseline: {
      kind: 'found',
      modelDigest,
      commit: null,
      metrics: {},
      source: 'production',
      createdAt: null,
      version: null,
    },
  },
});

describe('deploying', () => {
  it('puts a first model in place, then the next, and moves the alias of the environment', async () => {
    const first = await registerModel(ports, 1);
    const one = await deploy();
    expect([one.exitCode, one.outputs]).toEqual([
      0,
      {
        changed: true,
        'served-digest': first,
        'previous-digest': '',
        verdict: 'deployed',
        'deployment-id': '',
        url: '',
        plan: '',
      },
    ]);
    const second = await registerModel(ports, 2, against(first));
    const two = await deploy();
    expect(two.outputs).toMatchObject({ changed: true, 'served-digest': second, 'previous-digest': first });
    expect(await served()).toBe(2);
    expect(await readAlias(await view(), 'birds', 'production')).toMatchObject({ version: 2, previous: 1 });
    expect(await readlink(join(target(), 'previous'))).toMatch(/^releases\/000001-/);
    expect((await verifyStore(await view(), { workspace })).problems).toEqual([]);
    expect((await deploy()).outputs).toMatchObject({ verdict: 'unchanged', changed: false });
  });

  it('proves a started candidate and the endpoint before it says so', async () => {
    await using server = await serveTarget(target());
    await registerModel(ports, 1);
    await writeFile(
      join(workspace, 'smoke.json'),
      JSON.stringify([{ request: { inputs: [] }, expected: { outputs: [{ data: [0.5] }] } }]),
    );
    const { body } = await deploy({ smoke: 'smoke.json' }, { url: server.url });
    expect(body.smoke).toMatchObject({ requests: 1, mismatches: 0 });
    expect(body.verdict).toBe('deployed');
  });

  it('keeps the releases that were asked for, and what serves and served', async () => {
    let before = await registerModel(ports, 0);
    await deploy();
    for (let weight = 1; weight < 5; weight++) {
      const next = await registerModel(ports, weight, against(before));
      await deploy({ keep: '2' });
      before = next;
    }
    expect(await readdir(join(target(), 'releases'))).toHaveLength(2);
    expect(await served()).toBe(4);
  });
});

describe('taking back', () => {
  it('puts the old model back when the endpoint keeps serving it, exit 3', async () => {
    await using server = await serveTarget(target());
    const first = await registerModel(ports, 1);
    await deploy({}, { url: server.url });
    server.behave = 'stuck';
    await registerModel(ports, 2, against(first));
    const { exitCode, body, outputs } = await deploy({}, { url: server.url });
    expect([exitCode, body.verdict, outputs['served-digest'], await served()]).toEqual([3, 'rolled-back', first, 1]);
    expect(await readAlias(await view(), 'birds', 'production')).toMatchObject({ version: 1 });
  });

  it('takes a first model away when its answers are wrong, and says when that fails too', async () => {
    await using server = await serveTarget(target());
    server.behave = 'wrong';
    await registerModel(ports, 1);
    await writeFile(
      join(workspace, 'smoke.json'),
      JSON.stringify([{ request: {}, expected: { outputs: [{ data: [0.5] }] } }]),
    );
    const failed = await deploy({ smoke: 'smoke.json' }, { url: server.url });
    expect([failed.exitCode, failed.body.servedDigest, await readdir(target())]).toEqual([
      3,
      null,
      ['.deploy', 'releases'],
    ]);
    const stuck = await deploy({}, { 'reload-command': [process.execPath, '-e', 'process.exit(1)'] });
    expect([stuck.exitCode, stuck.body.reason]).toMatchInlineSnapshot(`
      [
        4,
        "reload-command: the command ended (exit code 1); and it could not be taken away cleanly: reload-command: the command ended (exit code 1)",
      ]
    `);
  });

  it('keeps what the record store knows to serve, though the target cannot be tidied up', async () => {
    await registerModel(ports, 1);
    const journal = 'process.env.ML_TARGET + "/.deploy/journal.jsonl"';
    const breaks = `fs.rmSync(${journal}); fs.mkdirSync(${journal})`;
    const { body } = await deploy({}, { 'reload-command': [process.execPath, '-e', breaks] });
    expect([body.verdict, await served()]).toEqual(['deployed', 1]);
    expect(await readAlias(await view(), 'birds', 'production')).toMatchObject({ version: 1 });
    expect(ports.log.lines.at(-1)).toMatch(/^warning: deploy: the target could not be tidied up \(EISDIR/);
  });

  it('switches nothing when the candidate does not start', async () => {
    await registerModel(ports, 1);
    const { exitCode, body } = await deploy(
      {},
      { 'serve-command': [process.execPath, '-e', 'console.error("no port"); process.exit(7)'] },
    );
    expect([exitCode, body.verdict, body.reason]).toMatchInlineSnapshot(`
      [
        1,
        "refused",
        "nothing was switched: the command ended (exit code 7): no port",
      ]
    `);
    expect(await readdir(target())).toEqual(['.deploy', 'releases']);
  });

  it('rolls back to the last healthy model, and further when asked again', async () => {
    const digests = [await registerModel(ports, 1)];
    await deploy();
    for (const weight of [2, 3]) {
      digests.push(await registerModel(ports, weight, against(digests.at(-1) ?? '')));
      await deploy();
    }
    const back = await deploy({ mode: 'rollback' });
    expect([back.exitCode, back.body.verdict, await served()]).toEqual([0, 'deployed', 2]);
    await deploy({ mode: 'rollback' });
    expect(await served()).toBe(1);
    await expect(deploy({ mode: 'rollback' })).rejects.toThrowErrorMatchingInlineSnapshot(
      `[InputError: mode: rollback: no healthy model served in production before this one. Deploy a version with \`mode: apply\`.]`,
    );
    await deploy({ mode: 'rollback', 'model-version': 'birds@3' });
    expect(await served()).toBe(3);
    expect((await verifyStore(await view(), { workspace })).problems).toEqual([]);
  });
});

describe('refusing', () => {
  const refusal = async (with_: FakePorts = ports, values: Record<string, string> = {}) => {
    const { exitCode, body } = await deploy(values, {}, with_);
    return [exitCode, body.verdict, body.reason];
  };
  const overwrite = async (path: string, change: (text: string) => string) => {
    const bytes = await (await view()).read(path);
    await (await ports.store()).update(async () => ({
      writes: new Map([[path, change(Buffer.from(bytes ?? []).toString())]]),
      message: 'tamper',
      result: undefined,
    }));
  };
  const pathOf = async (prefix: string, part = '') =>
    (await (await view()).list(prefix)).find((path) => path.includes(part)) ?? '';

  /** What somebody who may write the record store can do: another version record, with its chain made to fit. */
  const forgeVersion = async (number: number, evaluation: string) => {
    const path = layout.version('birds', number);
    const record = JSON.parse(Buffer.from((await (await view()).read(path)) ?? []).toString());
    record.predicate.evaluation.sha256 = evaluation;
    await overwrite(path, () => canonical(record));
    const digest = sha256(canonical(record));
    let previous: string | null = null;
    for (const event of await (await view()).list(layout.events('birds', number))) {
      await overwrite(event, (text) => {
        const facts = JSON.parse(text);
        if (previous !== null) facts.previous = previous;
        if (facts.type === 'registered') facts.record = digest;
        const forged = canonical(facts);
        previous = sha256(forged);
        return forged;
      });
    }
  };

  it('a tampered byte of the model', async () => {
    await registerModel(ports, 1);
    await overwrite(await pathOf('blobs/'), (text) => text.replace('1', '7'));
    expect(await refusal()).toMatchInlineSnapshot(`
      [
        1,
        "refused",
        "bytes: "model.json": these are not the bytes that were registered (got sha256 7cae6556b4a19e2b7c4169fe44ce59049547431b6504bf1f26c05c5d83c3a21e, expected sha256 0f301e5e4dfbb55261f4fe9c2c5109fa72d2af9ad05db39644a2a68dbaa2b8b0).",
      ]
    `);
  });

  it('a tampered record of the version, and one whose events were cut', async () => {
    await registerModel(ports, 1);
    await overwrite(layout.version('birds', 1), (text) => text.replace('"semver":null', '"semver":"9.9.9"'));
    expect(await refusal()).toMatchInlineSnapshot(`
      [
        1,
        "refused",
        "version: its record is not the file that was registered",
      ]
    `);
  });

  it('another version’s record under its name', async () => {
    const first = await registerModel(ports, 1);
    await registerModel(ports, 2, against(first));
    const other = Buffer.from((await (await view()).read(layout.version('birds', 1))) ?? []).toString();
    await overwrite(layout.version('birds', 2), () => other);
    await expect(deploy({ 'model-version': 'birds@2' })).rejects.toThrow(
      /^models\/birds\/versions\/2.json: is the record of another version \(got birds@1#sha256:/,
    );
  });

  it('tampered evidence', async () => {
    await registerModel(ports, 1);
    await overwrite(await pathOf('records/', 'evaluate-gate'), (text) => text.replace('roc_auc 0.80', 'roc_auc 0.99'));
    expect((await refusal())[2]).toMatch(
      /^gate: records\/birds\/a{40}\/evaluate-gate-default-\w+\.json: the evidence was changed/,
    );
  });

  it('unsigned evidence and a foreign key, as soon as keys are trusted', async () => {
    const pair = () =>
      generateKeyPairSync('ec', {
        namedCurve: 'P-256',
        privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
        publicKeyEncoding: { type: 'spki', format: 'pem' },
      });
    const [ours, theirs] = [pair(), pair()];
    await registerModel(ports, 1);
    const trusting = fakePorts(workspace, { trust: async () => ({ ...nobody, keys: [ours.publicKey] }) });
    expect(await refusal(trusting)).toMatchInlineSnapshot(`
      [
        1,
        "refused",
        "version: its record: it is not signed, but \`trust\` names who signs",
      ]
    `);
    const foreign = fakePorts(workspace, { trust: async () => ({ ...nobody, keys: [theirs.publicKey] }) });
    await registerModel(foreign, 2, { signingKey: theirs.privateKey }, { 'signing-key': theirs.privateKey });
    expect(await refusal(trusting)).toMatchInlineSnapshot(`
      [
        1,
        "refused",
        "version: its record: no trusted key made the signature",
      ]
    `);
    await registerModel(trusting, 3, { signingKey: ours.privateKey }, { 'signing-key': ours.privateKey });
    expect((await refusal(trusting)).slice(0, 2)).toEqual([0, 'deployed']);
  });

  it('expired evidence, but not for a roll-back', async () => {
    const first = await registerModel(ports, 1);
    await deploy();
    await registerModel(ports, 2, against(first));
    await deploy();
    await registerModel(ports, 3, against(first));
    const later = fakePorts(workspace, { clock: () => new Date('2027-01-20T12:00:00.000Z') });
    expect(await refusal(later)).toMatchInlineSnapshot(`
      [
        1,
        "refused",
        "age: it is 61 d old, at most 30d is allowed",
      ]
    `);
    expect((await refusal(later, { mode: 'rollback' })).slice(0, 2)).toEqual([0, 'deployed']);
  });

  it('a stale comparison', async () => {
    const first = await registerModel(ports, 1);
    await deploy();
    await registerModel(ports, 2, against(first));
    await deploy();
    await registerModel(ports, 3, against(first));
    expect((await refusal())[2]).toMatch(/^baseline: the gate compared with sha256 \w{12}, but sha256 \w{12} serves/);
    expect(await served()).toBe(2);
  });

  it('a first comparison with nothing once something serves, and an inconclusive one', async () => {
    await registerModel(ports, 1, { change: { verdict: 'no-baseline' } });
    expect((await refusal())[1]).toBe('deployed');
    await registerModel(ports, 2, { change: { verdict: 'no-baseline' } });
    expect((await refusal())[2]).toBe('verdict: the gate compared with nothing, but a model serves');
    await registerModel(ports, 3, { change: { verdict: 'inconclusive', fact: 'too few rows' } });
    expect((await refusal())[2]).toBe('verdict: the gate said inconclusive: too few rows');
  });

  it('a policy that was changed since', async () => {
    await registerModel(ports, 1);
    const moved = fakePorts(workspace, { clock: () => new Date('2026-11-20T13:00:00.000Z') });
    await registerModel(moved, 2, {
      change: { policy: { sha256: 'd'.repeat(64), source: 'ml-actions.yml', protected: true, proposed: null } },
    });
    expect((await refusal(moved, { 'model-version': 'birds@1' }))[2]).toMatch(/^policy: the policy was changed since/);
  });

  it('a policy that is not what this checkout’s configuration says', async () => {
    await registerModel(ports, 1);
    const section = (name: string) =>
      new Map(name === 'evaluate-gate' ? [['policy', { value: 'gate.yml', line: 2 }]] : []);
    const configured = fakePorts(workspace, { config: { ...emptyConfig, section } });
    await writeFile(join(workspace, 'gate.yml'), 'checks: {roc_auc: {min: 0.9}}');
    expect((await refusal(configured))[2]).toMatch(/^policy: the gate's policy .* is not what the default branch's/);
  });

  it('the policy of another environment', async () => {
    const lenient = { checks: { roc_auc: { min: 0.1 } } };
    const strict = { checks: { roc_auc: { min: 0.9 } } };
    const environments = { staging: { policy: lenient }, production: { policy: strict } };
    const section = (name: string) =>
      new Map(name === 'evaluate-gate' ? [['environments', { value: environments, line: 2 }]] : []);
    const configured = fakePorts(workspace, { config: { ...emptyConfig, section } });
    const policy = { sha256: sha256(canonical(lenient)), source: 'ml-actions.yml', protected: true, proposed: null };
    await registerModel(ports, 1, { change: { environment: 'staging', policy } });
    expect((await refusal(configured))[2]).toMatch(/^policy: the gate's policy .* is not what the default branch's/);
    expect((await refusal(configured, { environment: 'staging' })).slice(0, 2)).toEqual([0, 'deployed']);
  });

  it('a model that its gate refused, also as a roll-back', async () => {
    const first = await registerModel(ports, 1);
    await deploy();
    await registerModel(ports, 2, against(first));
    await deploy();
    const bytes = await leaveGate(ports, first, { change: { verdict: 'fail', fact: 'roc_auc fell' } });
    await forgeVersion(1, sha256(bytes));
    expect((await refusal(ports, { mode: 'rollback' }))[2]).toBe('verdict: the gate said fail: roc_auc fell');
  });

  it('a model without a gate, unless it is said', async () => {
    await registerModel(ports, 1);
    await rm(join(workspace, '.ml-actions'), { recursive: true });
    const gateless = fakePorts(workspace, {
      run: fakeRun(workspace, { sha: 'b'.repeat(40), headSha: 'b'.repeat(40), runId: '1002' }),
    });
    await leaveTraining(gateless, ['model.json']);
    await register(gateless, { 'allow-ungated': 'true' });
    expect((await refusal(gateless))[2]).toBe(
      'gate: the version was registered without a gate; `allow-ungated: true` must be said',
    );
    expect((await refusal(gateless, { 'allow-ungated': 'true' }))[1]).toBe('deployed');
  });

  it('what is not available yet, and settings that do not fit', async () => {
    expect(() =>
      inputsOf(
        'deploy',
        inputs,
        { environment: 'x', 'target-config': '{path: a}', target: 'ssh', strategy: 'canary' },
        ports,
      ),
    ).toThrowErrorMatchingInlineSnapshot(`
      [InputError: target: \`target: ssh\` is not available yet. Leave it out for now.
      strategy: \`strategy: canary\` is not available yet. Leave it out for now.]
    `);
    await expect(deploy({ require: '[gate, scan]' })).rejects.toThrowErrorMatchingInlineSnapshot(
      `[InputError: require: \`require: scan\` is not available yet (expected gate). Leave it out for now.]`,
    );
    await expect(deploy({}, { urll: 'x' })).rejects.toThrowErrorMatchingInlineSnapshot(
      `[InputError: target-config: does not fit the target \`directory\` (got Unrecognized key: "urll", expected \`path\`, and optionally \`url\`, \`serve-command\`, \`reload-command\`). See the table of keys in the README.]`,
    );
    await expect(deploy({ 'model-version': 'birds@9' })).rejects.toThrowErrorMatchingInlineSnapshot(
      `[InputError: model-version: the store has no birds@9.]`,
    );
    const pull = fakePorts(workspace, {
      run: fakeRun(workspace, { event: 'pull_request', ref: 'refs/pull/3/merge', isTrusted: false }),
    });
    await expect(deploy({}, {}, pull)).rejects.toThrowErrorMatchingInlineSnapshot(
      `[InputError: mode: this run may not deploy: it is pull_request on refs/pull/3/merge (expected a run of the default branch). Use \`mode: plan\` here; it shows what merging will do.]`,
    );
  });
});

describe('looking only', () => {
  it('plans with the evidence, and says what merging does where no version exists yet', async () => {
    const first = await registerModel(ports, 1);
    const { body, outputs } = await deploy({ mode: 'plan' });
    expect([body.verdict, outputs.plan, body.evidence.length]).toEqual([
      'planned',
      'would change production: nothing -> birds@1',
      11,
    ]);
    await expect(readdir(target())).rejects.toThrow('ENOENT');
    await deploy();
    const pull = fakePorts(workspace, {
      run: fakeRun(workspace, {
        event: 'pull_request',
        ref: 'refs/pull/3/merge',
        pullRequest: 3,
        isTrusted: false,
        runId: '7',
      }),
    });
    await registerModel(pull, 2, { stored: false });
    const planned = await deploy({ mode: 'plan' }, {}, pull);
    expect([planned.exitCode, planned.body.reason]).toEqual([
      0,
      "birds@1 serves in production; merging replaces it if main's own gate passes",
    ]);
    expect(planned.body.servedDigest).toBe(first);
  });

  it('says what serves by the record store, in the target and at the endpoint', async () => {
    await using server = await serveTarget(target());
    await registerModel(ports, 1);
    await deploy({}, { url: server.url });
    expect((await deploy({ mode: 'status' }, { url: server.url })).body.reason).toBe(
      'birds@1 by the record store; target: the same; endpoint: the same',
    );
    await rm(join(target(), 'current.json'));
    const { body } = await deploy({ mode: 'status' }, { url: server.url });
    expect([body.verdict, body.reason]).toEqual([
      'inconclusive',
      'birds@1 by the record store; target: the same; endpoint: nothing',
    ]);
  });
});

it('keeps hostile names of environments in their place', async () => {
  await registerModel(ports, 1);
  for (const environment of ['prod/eu', '../../../x', '..', 'CON', 'a `b` <script>|']) {
    const { body } = await deploy({ environment }, { path: `serving-${environment.length}` });
    expect([environment, body.verdict]).toEqual([environment, 'deployed']);
    expect(await readAlias(await view(), 'birds', environment)).toMatchObject({ version: 1 });
  }
  const { fact } = section({
    verdict: 'refused',
    mode: 'apply',
    environment: 'x',
    reason: '<script> | `a` @team',
    evidence: [],
  } as never);
  expect(fact).toBe('&lt;script&gt; &#124; &#96;a&#96; @\u200bteam');
  expect((await verifyStore(await view(), { workspace })).problems).toEqual([]);
});

it('says what was refused without paths and with short digests; the evidence has them whole', () => {
  const [was, is] = ['a'.repeat(64), 'b'.repeat(64)];
  const detail = `records/birds/4b765d53aa58/evaluate-gate.json: the evidence was changed (got sha256 ${is}, expected ${was}).`;
  const evidence = [
    { step: 'bytes', status: 'ok', detail: 'hashed' },
    { step: 'gate', status: 'refused', detail },
  ];
  const refused = { verdict: 'refused', mode: 'apply', environment: 'x', reason: `gate: ${detail}`, evidence };
  const { fact, details } = section(refused as never);
  expect(fact).toBe("the gate's record: the evidence was changed (got sha256 bbbbbbbbbbbb, expected aaaaaaaaaaaa).");
  expect(details[0]?.body).toContain(was);
});

describe('conflicts', () => {
  it('lets one of two racing deployments win; the other exits 5', async () => {
    await registerModel(ports, 1);
    await registerModel(ports, 2);
    const results = await Promise.all(['birds@1', 'birds@2'].map((version) => deploy({ 'model-version': version })));
    expect(results.map(({ exitCode }) => exitCode).sort()).toEqual([0, 5]);
    const winner = results.find(({ exitCode }) => exitCode === 0);
    expect(await readAlias(await view(), 'birds', 'production')).toMatchObject({
      version: Number(winner?.body.modelVersion.at(-1)),
    });
    expect(await served()).toBe(Number(winner?.body.modelVersion.at(-1)));
  });

  it('does not believe a target that somebody changed by hand', async () => {
    const first = await registerModel(ports, 1);
    await deploy();
    await registerModel(ports, 2, against(first));
    await deploy();
    await rm(join(target(), 'current'));
    await symlink(await readlink(join(target(), 'previous')), join(target(), 'current'));
    await registerModel(
      ports,
      3,
      against(
        (await readAlias(await view(), 'birds', 'production'))
          ? ((await deploy({ mode: 'status' })).body.servedDigest ?? '')
          : '',
      ),
    );
    const { exitCode, body } = await deploy();
    expect([exitCode, body.verdict]).toEqual([5, 'superseded']);
    expect(body.reason).toMatch(/serves birds@1, but the record store says birds@2/);
  });

  it('repairs a release that was tampered with in place', async () => {
    await registerModel(ports, 1);
    await deploy();
    const file = join(target(), 'current/model.json');
    await chmod(file, 0o644);
    await writeFile(file, '{"weight":666}');
    expect((await deploy()).body.verdict).toBe('deployed');
    expect(await served()).toBe(1);
  });
});

it('reads well', async () => {
  const first = await registerModel(ports, 1);
  await deploy();
  await registerModel(ports, 2, against(first));
  const { body } = await deploy();
  const header = {
    version: 1,
    action: 'deploy',
    model: 'birds',
    id: 'default',
    run: ports.run,
    createdAt: '',
  } as const;
  const { title, word, fact, body: text, details } = section({ ...header, ...body } as never);
  expect(
    [`${title}: ${word}`, fact, text, ...details.map(({ summary, body }) => `${summary}\n${body}`)].join('\n\n'),
  ).toMatchInlineSnapshot(`
    "Deployment to production: DEPLOYED

    birds@2 serves in production, in place of birds@1

    |  | Model | sha256 |
    |---|---|---|
    | Before | \`birds@1\` | \`ef9e0df1d99d\` |
    | **Serves now** | \`birds@2\` | \`0841565c7627\` |

    Identity: the bytes behind the link current (no url was given). No smoke requests were given.  
    Required: gate. The scan for unsafe serialisation is not available yet.

    Evidence: 11 of 11 checks ok
    | Check | Result | Why |
    |---|---|---|
    | version | ✅ ok | record 65274306de98, its chain of events holds |
    | bytes | ✅ ok | hashed while they were staged: sha256 0841565c7627 |
    | gate | ✅ ok | record 0cbbee55d649 of run 1001 |
    | assurance | ✅ ok | read from the record store |
    | origin | ✅ ok | made by the default branch at aaaaaaa |
    | subject | ✅ ok | the gate judged sha256 0841565c7627 |
    | verdict | ✅ ok | pass: roc_auc 0.80 is not below 0.79 |
    | age | ✅ ok | less than 1 h old |
    | policy | ✅ ok | policy 823412d1eacb of the default branch |
    | baseline | ✅ ok | compared with the model that serves, sha256 ef9e0df1d99d |
    | order | ✅ ok | of the commit that serves |"
  `);
});
