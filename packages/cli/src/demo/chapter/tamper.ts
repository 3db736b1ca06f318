import { canonical } from '@ml-actions/core/json/canonical';
import { sha256 } from '@ml-actions/core/json/digest';
import type { RegisterModelPredicate } from '@ml-actions/core/record/predicate/register-model';
import { layout } from '@ml-actions/core/store/layout';
import { git, gitBytes } from '../../../../../test/support/github/git.ts';
import type { Files } from '../example.ts';
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
  const loot = await versionTwo(stage);
  await refused(stage, "the gate's numbers", edited(loot));
  await refused(stage, 'the same, with every digest made to fit', forged(loot));
  await refused(stage, "one bit of the model's bytes", flipped(loot));
  await expectServing(stage, 2);
}

/** What somebody finds in the store about a version: paths and bytes. */
interface Loot {
  readonly version: { readonly path: string; readonly bytes: Buffer };
  readonly gate: {
    readonly path: string;
    readonly bytes: Buffer;
    readonly record: RegisterModelPredicate['evaluation'];
  };
  readonly model: { readonly path: string; readonly bytes: Buffer };
}

async function versionTwo({ repository }: Stage): Promise<Loot> {
  const read = async (path: string) => ({
    path,
    bytes: await gitBytes(repository.gitDir, ['show', `${STORE}:${path}`]),
  });
  const version = await read(layout.version(MODEL, 2));
  const { evaluation, blobs } = predicateOf(version.bytes.toString()) as RegisterModelPredicate;
  const record = the(evaluation, 'the evaluation of version 2');
  const model = the(
    blobs.find(({ role }) => role === 'model'),
    'the bytes of version 2',
  );
  return {
    version,
    gate: { ...(await read(gatePath(record, record.sha256))), record },
    model: await read(layout.blob(model.sha256)),
  };
}

const gatePath = ({ model, commit, id }: NonNullable<RegisterModelPredicate['evaluation']>, digest: string): string =>
  layout.record(model, commit, 'evaluate-gate', id, digest);

/** A record with a better number in it; its signature stays what it was. */
function changed(bytes: Buffer, change: (text: string) => string): Buffer {
  const record = JSON.parse(bytes.toString()) as { payload?: string };
  const payload = the(record.payload, 'the signed payload');
  const text = change(Buffer.from(payload, 'base64').toString());
  return Buffer.from(canonical({ ...record, payload: Buffer.from(text).toString('base64') }));
}

const better = (text: string): string => text.replace(/"roc_auc":0\.\d+/g, '"roc_auc":0.9999');

const edited = ({ gate }: Loot): Files => ({ [gate.path]: changed(gate.bytes, better) });

/** The gate's record under the name of its new digest, and a version that names it. */
function forged({ gate, version }: Loot): Files {
  const record = the(gate.record, 'the evaluation of version 2');
  const bytes = changed(gate.bytes, better);
  const digest = sha256(bytes);
  const names = (text: string) => text.replaceAll(record.sha256, digest);
  return { [gatePath(record, digest)]: bytes, [version.path]: changed(version.bytes, names) };
}

const flipped = ({ model: { path, bytes } }: Loot): Files => ({
  [path]: Buffer.concat([bytes.subarray(0, -1), Buffer.of((bytes.at(-1) ?? 0) ^ 1)]),
});

/** Pushes the changed files, sees the deployment refused, and puts the store back. */
async function refused(stage: Stage, what: string, files: Files): Promise<void> {
  const { repository, narrator } = stage;
  const honest = await git(repository.gitDir, ['rev-parse', STORE]);
  await repository.commit({ branch: STORE, files, message: 'Tidy up' });
  narrator.fact('changed', what, 'bad');
  const played = await dispatch(stage, WORKFLOW, inputs);
  const { outputs, conclusion } = played.step('deploy');
  expectThat(conclusion === 'failure' && outputs.verdict === 'refused', `with ${what} changed: ${outputs.verdict}`);
  expectThat(played.result.conclusion === 'failure', 'the refused run is not red');
  await git(repository.gitDir, ['update-ref', `refs/heads/${STORE}`, honest]);
}
