import { GateRefused } from '@ml-actions/core/error';
import { sha256 } from '@ml-actions/core/json/digest';
import type { EvaluateGatePredicate } from '@ml-actions/core/record/predicate/evaluate-gate';
import type { RunIdentity } from '@ml-actions/core/record/predicate/header';
import type { assurances, RegisterModelPredicate } from '@ml-actions/core/record/predicate/register-model';
import { decodeRecord, type LoadedRecord, recordOf } from '@ml-actions/core/record/record';
import { namesSigners, type Trust } from '@ml-actions/core/record/signature';
import { verifySignature } from '@ml-actions/core/record/verify-signature';
import { isDefaultBranchRun } from '@ml-actions/core/runner/context';
import { layout } from '@ml-actions/core/store/layout';
import type { StoreView } from '@ml-actions/core/store/store';

export type GateRecord = LoadedRecord<EvaluateGatePredicate>;

/** Why a record may be believed, or why not. */
export type Assurance =
  | { readonly ok: true; readonly kind: (typeof assurances)[number]; readonly detail: string }
  | { readonly ok: false; readonly detail: string };

/**
 * How far a gate record may be believed. Where `trust:` names signers only their signatures count; elsewhere the record
 * must stand in the record store, where only default-branch runs write.
 */
export async function assuranceOf(record: GateRecord, view: StoreView, trust: Trust): Promise<Assurance> {
  if (namesSigners(trust)) return signatureOf(record, trust);
  const stored = await view.read(recordPathOf(record));
  if (stored && sha256(stored) === record.sha256)
    return { ok: true, kind: 'store', detail: 'read from the record store' };
  return { ok: false, detail: 'it is not in the record store, and `trust` names nobody who could have signed it' };
}

async function signatureOf({ signature }: GateRecord, trust: Trust): Promise<Assurance> {
  if (signature === null) return { ok: false, detail: 'it is not signed, but `trust` names who signs' };
  const judged = await verifySignature(signature, trust);
  return judged.ok ? { ok: true, kind: 'signed', detail: `signed by ${judged.signer}` } : judged;
}

/** Why a record does not come from this repository's default branch; null when it does. */
export function foreignOrigin(
  { run, model }: { readonly run: RunIdentity; readonly model: string },
  here: RunIdentity,
  hereModel: string,
): string | null {
  if (run.repositoryId !== here.repositoryId) return `it was made in another repository (${run.repository})`;
  if (model !== hereModel) return `it is about the model ${model}`;
  if (run.pullRequest !== null) return `it was made on pull request #${run.pullRequest}, which is advisory`;
  if (!isDefaultBranchRun({ ...run, defaultBranch: here.defaultBranch }))
    return `it was made by ${run.event} on ${run.ref}, not by the default branch`;
  return null;
}

/**
 * Why a gate's policy is not the default branch's; null when it is.
 *
 * @param now digest of the policy that the default branch's configuration states; null: it states none
 */
export function policyProblem(
  { sha256: digest, protected: isProtected, source }: EvaluateGatePredicate['policy'],
  now: string | null,
): string | null {
  if (digest === null) return 'the gate had no policy: it only reported';
  if (!isProtected) return `the gate's policy is not the default branch's (${source})`;
  if (now === null || now === digest) return null;
  return `the gate's policy (${source}, sha256 ${shown(digest)}) is not what the default branch's configuration says now (sha256 ${shown(now)})`;
}

const DIGITS_SHOWN = 12;
const shown = (digest: string): string => digest.slice(0, DIGITS_SHOWN);

/** Where the record store keeps a gate record. */
export const recordPathOf = ({ predicate, sha256: digest }: GateRecord): string =>
  layout.record(predicate.model, predicate.run.sha, 'evaluate-gate', predicate.id, digest);

/**
 * Reads the gate record that admitted a version, by its digest.
 *
 * @throws GateRefused when the store has lost it or holds other bytes
 */
export async function readEvidence(
  view: StoreView,
  evaluation: NonNullable<RegisterModelPredicate['evaluation']>,
): Promise<GateRecord> {
  const { model, commit, id, sha256: digest } = evaluation;
  const path = layout.record(model, commit, 'evaluate-gate', id, digest);
  const bytes = await view.read(path);
  if (bytes === undefined) throw new GateRefused(`${path}: the record store has no such evidence.`);
  const got = sha256(bytes);
  if (got !== digest)
    throw new GateRefused(`${path}: the evidence was changed (got sha256 ${got}, expected ${digest}).`);
  return recordOf(await decodeRecord(bytes, path, ''), 'evaluate-gate');
}
