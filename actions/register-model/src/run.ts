import { inputProblem } from '@ml-actions/core/error';
import { subject } from '@ml-actions/core/record/statement';
import { versionText } from '@ml-actions/core/reference/reference';
import type { Outcome } from '@ml-actions/core/runner/action';
import type { Ports } from '@ml-actions/core/runner/ports';
import { type Signing, signingOf } from '@ml-actions/core/runner/signing';
import {
  allocateVersion,
  type Committed,
  commitVersion,
  findByKey,
  type Registration,
} from '@ml-actions/registry/version';
import { admit, dataReport } from './admission.ts';
import { placeOf, upload } from './blobs.ts';
import { bodyIn, bodyOf, filesOf, type Material, type RegisterBody, versionBytes } from './body.ts';
import { checkAliasIsFree } from './environments.ts';
import type { RegisterInputs } from './inputs.ts';
import { readModel } from './model.ts';
import { keepPredictions } from './predictions.ts';
import { readProfile } from './profile.ts';

/** Gives a gated model a version that nobody can change. */
export async function run(inputs: RegisterInputs, ports: Ports): Promise<Outcome<'register-model'>> {
  const dryRun = isDryRun(inputs, ports);
  const signing = signingOf(inputs, ports);
  checkAliasIsFree(inputs.alias, ports.config);
  const material = await gather(inputs, ports, dryRun);
  const body = bodyOf(material, inputs);
  const { refusal } = material.admission;
  if (dryRun) return outcome({ ...body, ...(await plan(material, body, ports)) }, { signed: false });
  if (refusal) return outcome({ ...body, verdict: 'refused', reason: refusal }, { signed: false });
  return register(material, body, inputs, ports, signing);
}

async function gather(inputs: RegisterInputs, ports: Ports, dryRun: boolean): Promise<Material> {
  const name = inputs.name ?? ports.model;
  const model = await readModel(inputs.path, ports);
  const admission = await admit(inputs, ports, model.digest, dryRun);
  return {
    name,
    model,
    admission,
    dataReport: await dataReport(inputs['data-report'], ports),
    location: placeOf(inputs.blobs, model, ports.run.workspace),
    predictions: await keepPredictions(model.training, admission.record, name, ports),
    profile: await readProfile(model.training),
  };
}

/** Two phases: the number first, so that a token that cannot write says so before a byte is uploaded. */
async function register(
  material: Material,
  body: RegisterBody,
  inputs: RegisterInputs,
  ports: Ports,
  signing: Signing,
) {
  const at = ports.clock().toISOString();
  const expected = inputs['expect-current'];
  const registration: Registration = {
    name: material.name,
    idempotencyKey: body.idempotencyKey,
    modelDigest: body.modelDigest,
    run: ports.run,
    at,
    alias: inputs.alias,
    expectCurrent: expected === 'none' ? null : expected,
  };
  const store = await ports.store();
  const allocation = await allocateVersion(store, registration);
  if (allocation.kind === 'existing') return settled({ version: allocation.version, created: false });
  const { number } = allocation;
  const inline = await upload(material.model, material.location, ports.run.workspace);
  const record = (previousVersion: number | null) =>
    versionBytes(
      { ...body, verdict: 'registered', reason: reasonOf(body, number), modelVersion: number, previousVersion },
      inputs,
      ports,
      at,
      signing,
    );
  return settled(
    await commitVersion(store, { registration, number, record, files: filesOf(material, number, inline) }),
  );
}

function settled({ version, created }: Committed): Outcome<'register-model'> {
  const body = bodyIn(version.predicate);
  const unchanged = `the same files with the same evidence are ${body.name}@${body.modelVersion} since ${version.predicate.createdAt}`;
  const said: RegisterBody = created ? body : { ...body, verdict: 'unchanged', reason: unchanged };
  return outcome(said, { created, signed: version.signature !== null, recordSha256: version.sha256 });
}

const reasonOf = ({ evaluation, name }: RegisterBody, number: number): string =>
  `${name}@${number} ${evaluation ? `after the gate said ${evaluation.verdict}` : 'without a gate (allow-ungated)'}`;

/** What registering would do, and what it would say no to. Nothing is written. */
async function plan({ name, admission }: Material, { idempotencyKey }: RegisterBody, ports: Ports) {
  if (admission.refusal) return { verdict: 'planned', reason: `would be refused: ${admission.refusal}` } as const;
  if (!ports.run.isTrusted)
    return { verdict: 'planned', reason: `merging registers ${name} if main's own gate passes` } as const;
  const known = await findByKey(await (await ports.store()).view(), name, idempotencyKey);
  const reason = known
    ? `it is ${name}@${known.predicate.modelVersion} already`
    : `would register a new version of ${name}`;
  return { verdict: 'planned', reason } as const;
}

/** @throws InputError when a run that may not write the store was told to register */
function isDryRun(inputs: RegisterInputs, { run }: Ports): boolean {
  const wanted = inputs['dry-run'];
  if (wanted !== false || run.isTrusted) return wanted === 'auto' ? !run.isTrusted : wanted;
  throw inputProblem({
    where: 'dry-run',
    what: `this run may not register: it is ${run.event} on ${run.ref || 'no ref'}`,
    expected: 'a run of the default branch',
    next: 'Leave `dry-run` out: it is true here and shows what merging will do.',
  });
}

const refusedExit = 1;

function outcome(
  body: RegisterBody,
  facts: { readonly created?: boolean; readonly signed: boolean; readonly recordSha256?: string },
): Outcome<'register-model'> {
  const { name, modelVersion, modelDigest, previousVersion, missing, verdict } = body;
  return {
    exitCode: verdict === 'refused' ? refusedExit : 0,
    subjects: [subject(name, modelDigest)],
    body,
    outputs: {
      version: modelVersion ?? '',
      created: facts.created ?? false,
      'model-version': modelVersion === null ? '' : versionText(name, modelVersion, modelDigest),
      digest: modelDigest,
      'record-sha256': facts.recordSha256 ?? '',
      signed: facts.signed,
      bundle: '',
      'scan-verdict': 'not-scanned',
      'previous-version': previousVersion ?? '',
      'missing-fields': missing.join(', '),
      mirrors: '',
    },
  };
}
