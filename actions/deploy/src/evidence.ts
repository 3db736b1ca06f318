import { GateRefused } from '@ml-actions/core/error';
import { isAncestor } from '@ml-actions/core/github/compare';
import type { Verification } from '@ml-actions/core/record/predicate/deploy';
import type { Trust } from '@ml-actions/core/record/signature';
import { meaningOf } from '@ml-actions/core/record/verdict';
import { untrusted } from '@ml-actions/core/record/verify-signature';
import { storedRecord } from '@ml-actions/core/reference/find-record';
import type { VersionRecord } from '@ml-actions/core/reference/find-version';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { StoreView } from '@ml-actions/core/store/store';
import { configuredDigest } from '@ml-actions/metrics/policy-digest';
import { versionProblem } from '@ml-actions/registry/chain';
import {
  assuranceOf,
  foreignOrigin,
  type GateRecord,
  policyProblem,
  readEvidence,
} from '@ml-actions/registry/evidence';

/** What is asked about one version. */
export interface Question {
  readonly version: VersionRecord;
  /** where it shall serve */
  readonly environment: string;
  /** digest of the bytes that were staged; a GateRefused when they could not be staged as registered */
  readonly staged: string | GateRefused;
  readonly view: StoreView;
  readonly trust: Trust;
  /** what serves now, by the record store */
  readonly serving: VersionRecord | null;
  readonly allowUngated: boolean;
  readonly maxAge: string;
  readonly isRollback: boolean;
  readonly ports: Ports;
}

export interface Answer {
  readonly steps: readonly Verification[];
  /** null: the version may be deployed */
  readonly refusal: { readonly verdict: 'refused' | 'superseded'; readonly reason: string } | null;
}

type Step = readonly [status: Verification['status'], detail: string];

const ok = (detail: string): Step => ['ok', detail];
const refused = (detail: string): Step => ['refused', detail];
const exempt: Step = ['not-required', 'a roll-back goes to a model that was proven here'];
const short = (digest: string): string => digest.slice(0, 12);

/** The steps of deploy's verification in their order (specification; research/deploy.md, section 5). The first no ends it. */
export async function verifyEvidence(question: Question): Promise<Answer> {
  const steps: Verification[] = [];
  for await (const [step, [status, detail]] of stepsOf(question)) {
    steps.push({ step, status, detail });
    if (status === 'refused') {
      return { steps, refusal: { verdict: step === 'order' ? 'superseded' : 'refused', reason: `${step}: ${detail}` } };
    }
  }
  return { steps, refusal: null };
}

async function* stepsOf(question: Question): AsyncGenerator<readonly [string, Step]> {
  yield ['version', await versionStep(question)];
  yield ['bytes', bytesStep(question)];
  const gate = await gateOf(question);
  if ('step' in gate) yield ['gate', gate.step];
  else yield* gateSteps(gate.record, question);
  yield ['order', await orderStep(question)];
}

async function* gateSteps(gate: GateRecord, question: Question): AsyncGenerator<readonly [string, Step]> {
  yield ['gate', ok(`record ${short(gate.sha256)} of run ${gate.predicate.run.runId}`)];
  const assurance = await assuranceOf(gate, question.view, question.trust);
  yield ['assurance', assurance.ok ? ok(assurance.detail) : refused(assurance.detail)];
  const foreign = foreignOrigin(gate.predicate, question.ports.run, question.ports.model);
  yield [
    'origin',
    foreign ? refused(foreign) : ok(`made by the default branch at ${gate.predicate.run.sha.slice(0, 7)}`),
  ];
  yield ['subject', subjectStep(gate, question)];
  yield ['verdict', verdictStep(gate, question)];
  yield ['age', ageStep(gate, question)];
  yield ['policy', await policyStep(gate, question)];
  yield ['baseline', baselineStep(gate, question)];
}

async function versionStep({ view, version, trust }: Question): Promise<Step> {
  const problem = await versionProblem(view, version);
  if (problem) return refused(problem);
  const why = await untrusted(version, trust);
  if (why !== null) return refused(`its record: ${why}`);
  return ok(`record ${short(version.sha256)}, its chain of events holds`);
}

function bytesStep({ staged, version }: Question): Step {
  if (staged instanceof GateRefused) return refused(staged.message);
  if (staged !== version.predicate.modelDigest)
    return refused(`sha256 ${staged} was staged, ${version.predicate.modelDigest} registered`);
  return ok(`hashed while they were staged: sha256 ${short(staged)}`);
}

async function gateOf({
  version,
  view,
  allowUngated,
}: Question): Promise<{ readonly record: GateRecord } | { readonly step: Step }> {
  const { evaluation } = version.predicate;
  if (evaluation === null && allowUngated) return { step: ['not-required', 'none: `allow-ungated` was said'] };
  if (evaluation === null)
    return { step: refused('the version was registered without a gate; `allow-ungated: true` must be said') };
  try {
    return { record: await readEvidence(view, evaluation) };
  } catch (error) {
    if (error instanceof GateRefused) return { step: refused(error.message) };
    throw error;
  }
}

function subjectStep({ statement, predicate }: GateRecord, { version }: Question): Step {
  const digest = version.predicate.modelDigest;
  const isAbout =
    predicate.candidate.modelDigest === digest && statement.subject.some((one) => one.digest.sha256 === digest);
  return isAbout
    ? ok(`the gate judged sha256 ${short(digest)}`)
    : refused(`the gate judged sha256 ${predicate.candidate.modelDigest ?? 'of no model'}`);
}

function verdictStep({ predicate: { verdict, fact } }: GateRecord, { isRollback, serving }: Question): Step {
  const { mayDeploy } = meaningOf[verdict];
  if (isRollback && mayDeploy !== 'no') return exempt;
  if (mayDeploy === 'yes' || (mayDeploy === 'if-nothing-serves' && serving === null)) return ok(`${verdict}: ${fact}`);
  return refused(
    mayDeploy === 'no' ? `the gate said ${verdict}: ${fact}` : 'the gate compared with nothing, but a model serves',
  );
}

const hoursOf = (duration: string): number => Number.parseInt(duration, 10) * (duration.endsWith('d') ? 24 : 1);
const HOUR_MS = 3_600_000;

function ageStep({ predicate: { createdAt } }: GateRecord, { isRollback, maxAge, ports }: Question): Step {
  if (isRollback) return exempt;
  const hours = (ports.clock().getTime() - Date.parse(createdAt)) / HOUR_MS;
  const age = hours < 1 ? 'less than 1 h' : hours < 48 ? `${Math.floor(hours)} h` : `${Math.floor(hours / 24)} d`;
  return hours <= hoursOf(maxAge) ? ok(`${age} old`) : refused(`it is ${age} old, at most ${maxAge} is allowed`);
}

/** The policy of the gate must be the default branch's for this environment, also as this commit knows it. */
async function policyStep(
  { predicate: { policy } }: GateRecord,
  { isRollback, environment, view, ports }: Question,
): Promise<Step> {
  const problem = policyProblem(policy, isRollback ? null : await configuredDigest(ports, environment));
  if (problem) return refused(problem);
  if (isRollback) return exempt;
  const newest = await storedRecord(view, ports.model, ports.run.sha, 'evaluate-gate', 'default');
  const now = newest?.predicate.policy.sha256;
  const own = policy.sha256 ?? ''; // policyProblem refused one that is not there
  if (now && now !== own) return refused(`the policy was changed since (${short(own)}, now ${short(now)})`);
  return ok(`policy ${short(own)} of the default branch`);
}

function baselineStep({ predicate: { baseline } }: GateRecord, { isRollback, serving, version }: Question): Step {
  if (isRollback) return exempt;
  if (serving === null) return ok('nothing serves there yet');
  const now = serving.predicate.modelDigest;
  if (now === version.predicate.modelDigest) return ok('it is the model that serves already');
  const compared = baseline.kind === 'found' ? baseline.modelDigest : null;
  if (compared === now) return ok(`compared with the model that serves, sha256 ${short(now)}`);
  const what =
    compared === null ? 'the gate compared with no known model' : `the gate compared with sha256 ${short(compared)}`;
  return refused(`${what}, but sha256 ${short(now)} serves. Run the workflow again, so that the gate compares with it`);
}

/** A newer commit is never replaced by an older one: re-runs of old workflows keep their commit. */
async function orderStep({ isRollback, serving, version, ports }: Question): Promise<Step> {
  if (isRollback) return exempt;
  const [here, there] = [version.predicate.run.sha, serving?.predicate.run.sha];
  if (!there || here === there) return ok(there ? 'of the commit that serves' : 'nothing serves there yet');
  const isOlder = await isAncestor(await ports.github(), here, there);
  return isOlder
    ? refused(`commit ${here.slice(0, 7)} is older than ${there.slice(0, 7)}, which serves`)
    : ok(`commit ${here.slice(0, 7)} is not older than ${there.slice(0, 7)}`);
}
