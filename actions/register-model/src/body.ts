import { ServiceError } from '@ml-actions/core/error';
import { canonical } from '@ml-actions/core/json/canonical';
import { sha256 } from '@ml-actions/core/json/digest';
import { recordId } from '@ml-actions/core/record/identity';
import { header } from '@ml-actions/core/record/predicate/header';
import type { RegisterModelPredicate } from '@ml-actions/core/record/predicate/register-model';
import { encodeRecord, makeStatement, signRecord } from '@ml-actions/core/record/record';
import { subject } from '@ml-actions/core/record/statement';
import type { Body } from '@ml-actions/core/runner/action';
import { identityOf } from '@ml-actions/core/runner/context';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { Signing } from '@ml-actions/core/runner/signing';
import { layout } from '@ml-actions/core/store/layout';
import type { PredictionsBlob } from '@ml-actions/registry/predictions';
import type { Admission } from './admission.ts';
import { blobsOf } from './blobs.ts';
import type { RegisterInputs } from './inputs.ts';
import type { ModelFiles } from './model.ts';

export type RegisterBody = Body<'register-model'>;

/** Everything a version says, gathered before a number is taken. */
export interface Material {
  readonly name: string;
  readonly model: ModelFiles;
  readonly admission: Admission;
  readonly dataReport: RegisterModelPredicate['dataReport'];
  readonly location: string;
  readonly predictions: PredictionsBlob | null;
  readonly profile: Uint8Array | null;
}

/** Name, bytes and evidence: what makes two registrations the same (research: register-model 0.3). */
export const idempotencyKey = ({ name, model, admission }: Material): string =>
  sha256(canonical({ name, model: model.digest, evaluation: admission.evaluation?.sha256 ?? null }));

/** The body of a version that has no number yet. */
export function bodyOf(material: Material, inputs: RegisterInputs): RegisterBody {
  const { name, model, admission, dataReport, location, predictions, profile } = material;
  const { training } = model;
  const kept = predictions && { path: 'predictions.csv', size: predictions.bytes.length, sha256: predictions.sha256 };
  return {
    verdict: 'planned',
    reason: '',
    name,
    modelVersion: null,
    modelDigest: model.digest,
    openssfRoot: model.openssfRoot,
    files: [...model.manifest],
    blobs: [
      ...blobsOf(model, location),
      ...(kept ? [{ ...kept, role: 'predictions' as const, location: 'inline' }] : []),
    ],
    idempotencyKey: idempotencyKey(material),
    evaluation: admission.evaluation,
    dataReport,
    training: training && {
      sha256: training.sha256,
      params: training.predicate.params,
      durationSeconds: training.predicate.durationSeconds,
    },
    predictions: predictions && {
      sha256: predictions.sha256,
      rows: predictions.rows,
      columns: [...predictions.columns],
      salt: predictions.salt,
    },
    profile: profile && sha256(profile),
    alias: inputs.alias,
    previousVersion: null,
    semver: inputs.semver ?? null,
    missing: missingOf(material),
  };
}

/** The body of a version that is in the store already. */
export const bodyIn = (predicate: RegisterModelPredicate): RegisterBody =>
  Object.fromEntries(
    Object.entries(predicate).filter(([key]) => key === 'verdict' || !Object.hasOwn(header, key)),
  ) as unknown as RegisterBody;

function missingOf({ admission, dataReport, model, profile, predictions }: Material): string[] {
  const present = {
    evaluation: admission.evaluation,
    'data report': dataReport,
    training: model.training,
    profile,
    predictions,
  };
  return Object.entries(present).flatMap(([name, value]) => (value === null ? [name] : []));
}

/** The version's file: the statement, signed where there is something to sign with. @throws as `Sign` */
export async function versionBytes(
  body: RegisterBody,
  inputs: RegisterInputs,
  ports: Ports,
  at: string,
  signing: Signing,
): Promise<Uint8Array> {
  const heading = {
    version: 1,
    action: 'register-model',
    model: ports.model,
    id: recordId(undefined, inputs.matrix),
    run: identityOf(ports.run),
    createdAt: at,
  } as const;
  const statement = makeStatement([subject(body.name, body.modelDigest)], { ...heading, ...body });
  if (!signing.sign) return encodeRecord(statement);
  try {
    return await signRecord(statement, signing.sign);
  } catch (error) {
    if (signing.isRequired || !(error instanceof ServiceError)) throw error;
    ports.log.warning(`${error.message} The version is not signed.`);
    return encodeRecord(statement);
  }
}

/** What lands in the store beside the version's file. */
export function filesOf(
  { name, admission, predictions, profile }: Material,
  number: number,
  inline: ReadonlyMap<string, Uint8Array>,
) {
  const files = new Map(inline);
  if (predictions) files.set(layout.blob(predictions.sha256), predictions.bytes);
  if (profile) files.set(layout.profile(name, number), profile);
  const { record } = admission;
  if (record) {
    const { model, run, id } = record.predicate;
    files.set(layout.record(model, run.sha, 'evaluate-gate', id, record.sha256), record.bytes);
  }
  return files;
}
