import type { RegisterModelPredicate } from '@ml-actions/core/record/predicate/register-model';
import { layout } from '@ml-actions/core/store/layout';
import { git, gitBytes } from '../../../../../test/support/github/git.ts';
import { expectThat, the } from '../expectation.ts';
import { dispatch } from '../happen.ts';
import { expectServing } from '../observe.ts';
import { predicateOf } from '../registry-view.ts';
import { MODEL, STORE, type Stage } from '../stage.ts';

const WORKFLOW = 'deploy.yml';
const inputs = { 'model-version': `${MODEL}@2` };

/** Somebody who may push changes what the record store says about version 2, and asks for it to be deployed. */
export async function tamper(stage: Stage): Promise<void> {
  const honest = await dispatch(stage, WORKFLOW, inputs);
  expectThat(honest.step('deploy').outputs.verdict === 'unchanged', 'an honest version 2 is not taken as it is');
  const { evaluation, blobs } = await versionTwo(stage);
  const gate = the(evaluation, 'the evaluation of version 2');
  const evidence = layout.record(gate.model, gate.commit, 'evaluate-gate', gate.id, gate.sha256);
  await refused(stage, 'gate record', evidence, betterNumbers);
  const weights = the(
    blobs.find(({ role }) => role === 'model'),
    'the bytes of version 2',
  );
  await refused(stage, 'model bytes', layout.blob(weights.sha256), flipped);
  await expectServing(stage, 2);
}

async function versionTwo({ repository }: Stage): Promise<RegisterModelPredicate> {
  const text = await git(repository.gitDir, ['show', `${STORE}:${layout.version(MODEL, 2)}`]);
  return predicateOf(text) as RegisterModelPredicate;
}

/** Changes one file of the store, sees the deployment refused, and puts the file back. */
async function refused(stage: Stage, what: string, path: string, change: (bytes: Buffer) => Buffer): Promise<void> {
  const { repository, narrator } = stage;
  const bytes = await gitBytes(repository.gitDir, ['show', `${STORE}:${path}`]);
  await repository.commit({ branch: STORE, files: { [path]: change(bytes) }, message: 'Tidy up' });
  narrator.fact('tampered', `${what}, ${path}`, 'bad');
  const played = await dispatch(stage, WORKFLOW, inputs);
  const { outputs, conclusion } = played.step('deploy');
  expectThat(
    conclusion === 'failure' && outputs.verdict === 'refused',
    `tampered with the ${what}: ${outputs.verdict}`,
  );
  expectThat(played.result.conclusion === 'failure', 'the refused run is not red');
  await repository.commit({ branch: STORE, files: { [path]: bytes }, message: 'Put it back' });
}

/** Every `false` of the evidence is believed by nobody, and every number is a little better. */
function betterNumbers(bytes: Buffer): Buffer {
  const better = (text: string) => text.replace(/"roc_auc":0\.\d+/g, '"roc_auc":0.9999');
  const record = JSON.parse(bytes.toString()) as { payload?: string };
  if (record.payload === undefined) return Buffer.from(better(bytes.toString()));
  const payload = better(Buffer.from(record.payload, 'base64').toString());
  return Buffer.from(JSON.stringify({ ...record, payload: Buffer.from(payload).toString('base64') }));
}

/** One bit of the last byte. */
const flipped = (bytes: Buffer): Buffer => Buffer.concat([bytes.subarray(0, -1), Buffer.of((bytes.at(-1) ?? 0) ^ 1)]);
