import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { inputProblem } from '@ml-actions/core/error';
import { inside } from '@ml-actions/core/path/inside';
import type { Predicates } from '@ml-actions/core/record/predicate/all';
import type { ActionName } from '@ml-actions/core/record/predicate/header';
import type { RegisterModelPredicate } from '@ml-actions/core/record/predicate/register-model';
import { decodeRecord, type LoadedRecord, recordOf } from '@ml-actions/core/record/record';
import { failureText } from '@ml-actions/core/record/records';
import { meaningOf } from '@ml-actions/core/record/verdict';
import { storedRecord } from '@ml-actions/core/reference/find-record';
import type { Ports } from '@ml-actions/core/runner/ports';
import { configuredDigest } from '@ml-actions/metrics/policy-digest';
import {
  type Assurance,
  assuranceOf,
  foreignOrigin,
  type GateRecord,
  policyProblem,
} from '@ml-actions/registry/evidence';
import type { RegisterInputs } from './inputs.ts';

/** Whether a model may become a version, on what evidence. */
export interface Admission {
  readonly evaluation: RegisterModelPredicate['evaluation'];
  readonly record: GateRecord | null;
  /** why it may not; null when it may */
  readonly refusal: string | null;
}

/**
 * Reads the gate's record and holds it against the bytes that are about to be registered.
 *
 * @param digest of those bytes
 * @param advisory a dry run on a change: its own gate record is shown, though it is no evidence
 * @throws InputError when there is no gate record and `allow-ungated` was not said
 */
export async function admit(
  inputs: RegisterInputs,
  ports: Ports,
  digest: string,
  advisory: boolean,
): Promise<Admission> {
  const record = await gateRecord(inputs.evaluation, ports);
  if (!record) {
    if (inputs['allow-ungated']) return { evaluation: null, record: null, refusal: null };
    throw inputProblem({
      where: 'evaluation',
      what: 'this run has no gate record',
      next: 'Run evaluate-gate before register-model, name its record in `evaluation`, or say `allow-ungated: true`.',
    });
  }
  const assurance = advisory
    ? null
    : await assuranceOf(record, await (await ports.store()).view(), await ports.trust());
  const refusal =
    refusalOf(record, ports, digest, assurance) ??
    (await otherRefusal(record, inputs.evaluation, ports, digest)) ??
    (assurance && (await policyRefusal(record, ports)));
  return { evaluation: evaluationOf(record, assurance), record, refusal };
}

function refusalOf(
  { predicate, statement }: GateRecord,
  ports: Ports,
  digest: string,
  assurance: Assurance | null,
): string | null {
  const { verdict, fact, candidate } = predicate;
  if (candidate.modelDigest !== digest || !statement.subject.some((one) => one.digest.sha256 === digest)) {
    return `the gate judged sha256 ${candidate.modelDigest ?? 'of no model'}, not these files (sha256 ${digest})`;
  }
  if (!meaningOf[verdict].mayRegister) return `the gate said ${verdict}: ${fact}`;
  if (assurance === null) return null;
  const foreign = foreignOrigin(predicate, ports.run, ports.model);
  if (foreign) return `the gate's record does not count: ${foreign}`;
  return assurance.ok ? null : `the gate's record does not count: ${assurance.detail}`;
}

/**
 * One gate's record is the evidence, but every gate of this run that judged these bytes has a say, and without
 * `evaluation` so has one that could not judge.
 */
async function otherRefusal(
  evidence: GateRecord,
  named: string | undefined,
  { records }: Ports,
  digest: string,
): Promise<string | null> {
  for (const record of await records.list()) {
    const { action, id } = record.predicate;
    if (action !== 'evaluate-gate' || record.sha256 === evidence.sha256) continue;
    const failure = failureText(record);
    if (failure !== null && named === undefined) return `the gate ${id} of this run could not decide: ${failure}`;
    if (failure !== null) continue;
    const { candidate, verdict, fact } = recordOf(record, 'evaluate-gate').predicate;
    const refuses = meaningOf[verdict].check === 'failure';
    if (candidate.modelDigest === digest && refuses) return `the gate ${id} of this run said ${verdict}: ${fact}`;
  }
  return null;
}

const policyRefusal = async (
  { predicate: { policy, environment } }: GateRecord,
  ports: Ports,
): Promise<string | null> => policyProblem(policy, await configuredDigest(ports, environment));

function evaluationOf(
  { predicate, sha256, signature }: GateRecord,
  assurance: Assurance | null,
): Admission['evaluation'] {
  const { model, run, id, verdict, policy, baseline, candidate, testSet, createdAt } = predicate;
  return {
    sha256,
    model,
    commit: run.sha,
    id,
    assurance: assurance?.ok ? assurance.kind : null,
    createdAt,
    verdict,
    signed: signature !== null,
    policySha256: policy.sha256,
    policyProtected: policy.protected,
    baselineDigest: baseline.kind === 'found' ? baseline.modelDigest : null,
    metrics: candidate.metrics,
    testSet: testSet?.fingerprint ?? null,
  };
}

async function gateRecord(path: string | undefined, ports: Ports): Promise<GateRecord | null> {
  if (path !== undefined) return readRecord(path, 'evaluation', 'evaluate-gate', ports);
  const here = await ports.records.find('evaluate-gate');
  if (here || !ports.run.isTrusted) return here;
  return storedRecord(await (await ports.store()).view(), ports.model, ports.run.sha, 'evaluate-gate', 'default');
}

/** Lineage only: which data report stood beside this model. */
export async function dataReport(
  path: string | undefined,
  ports: Ports,
): Promise<RegisterModelPredicate['dataReport']> {
  const record =
    path === undefined
      ? await ports.records.find('validate-data')
      : await readRecord(path, 'data-report', 'validate-data', ports);
  return record && { sha256: record.sha256, digest: record.predicate.digest, verdict: record.predicate.verdict };
}

async function readRecord<A extends ActionName>(
  path: string,
  where: string,
  action: A,
  { run, base }: Ports,
): Promise<LoadedRecord<Predicates[A]>> {
  const name = relative(run.workspace, resolve(base, path));
  const file = await inside(run.workspace, name, where);
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw inputProblem({ where, what: `the record cannot be read (${error.code})`, got: name });
  });
  return recordOf(await decodeRecord(bytes, name, run.workspace), action);
}
