import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InputError, ServiceError } from '@ml-actions/core/error';
import { sha256 } from '@ml-actions/core/json/digest';
import type { TrainPredicate } from '@ml-actions/core/record/predicate/train';
import { isPrivate } from '@ml-actions/core/runner/audience';
import type { Config } from '@ml-actions/core/runner/config';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { Engine } from '@ml-actions/data/engine';
import type { ProfileInput } from '@ml-actions/data/profile/build';
import type { Profile } from '@ml-actions/data/profile/schema';
import type { Source } from '@ml-actions/data/source';
import { withEngine } from '@ml-actions/data/with-engine';

type Output = TrainPredicate['outputs'][number];
type Columns = NonNullable<Config['shared']['columns']>;

export interface Material {
  /** id of the record */
  readonly id: string;
  readonly data: TrainPredicate['data'];
  readonly outputs: readonly Output[];
}

/** The data that the model learned from: the entry named `train`, or the only one. */
const trainingData = ({ data }: Material) =>
  data.find(({ name }) => name === 'train') ?? (data.length === 1 ? data[0] : undefined);

/** Whether a profile can be built: data and predictions are known, and the command wrote no profile of its own. */
export const hasProfile = (material: Material): boolean =>
  trainingData(material) !== undefined &&
  material.outputs.some(({ role }) => role === 'predictions') &&
  !material.outputs.some(({ role }) => role === 'profile');

/**
 * Builds the reference profile that drift-check compares with, and writes it beside the record. The profile is an
 * extra: what cannot be profiled (images, an unreachable engine) is a notice and never fails the training.
 *
 * @returns the output, or why there is none
 */
export async function writeProfile(material: Material, ports: Ports): Promise<Output | string> {
  try {
    const bytes = Buffer.from(await profileOf(material, ports));
    const path = `.ml-actions/${ports.model}/profile/${material.id}.json`;
    await mkdir(dirname(join(ports.run.workspace, path)), { recursive: true });
    await writeFile(join(ports.run.workspace, path), bytes);
    return { role: 'profile', path, size: bytes.length, sha256: sha256(bytes) };
  } catch (error) {
    if (!(error instanceof InputError || error instanceof ServiceError)) throw error;
    return `no reference profile for drift-check: ${error.message}`;
  }
}

async function profileOf(material: Material, { run, config, model, env, log }: Ports): Promise<string> {
  const { openSource } = await import('@ml-actions/data/source');
  const { buildProfile } = await import('@ml-actions/data/profile/build');
  const { saltOf } = await import('@ml-actions/data/profile/salt');
  const { profileText } = await import('@ml-actions/data/profile/schema');
  return withEngine(run, [run.workspace], async (engine) => {
    const open = (name: string, paths: readonly string[]) => openSource(engine, { name, paths, root: run.workspace });
    const train = await open('training data', trainingData(material)?.files.map(({ path }) => path) ?? []);
    const written = material.outputs.filter(({ role }) => role === 'predictions').map(({ path }) => path);
    const predictions = await open('predictions', written);
    const inputs = profileInputs(train, predictions, config.shared.columns ?? {});
    const built = await buildProfile(engine, inputs, isPrivate(run) ? null : saltOf(model, { env, log }));
    const periods = await quietPeriods(engine, built, train, config);
    return profileText(periods ? { ...built, periods } : built);
  });
}

/** What single periods of the data show, where the configuration says in which windows drift-check will judge later data. */
export async function quietPeriods(engine: Engine, profile: Profile, train: Source, config: Config) {
  const drift = config.section('drift-check');
  const [column, window] = [drift.get('timestamp-column')?.value, drift.get('window')?.value];
  if (typeof column !== 'string' || typeof window !== 'string') return undefined;
  if (!train.columns.some(({ name }) => name === column)) return undefined;
  const { periodsOf } = await import('@ml-actions/data/drift/periods');
  return periodsOf(engine, profile, train, { column, length: window });
}

/**
 * What each column is: of the data everything is a feature but the label and ids; of the predictions only what the
 * model said and the truth count, and the truth of the data wins.
 */
export function profileInputs(train: Source, predictions: Source, columns: Columns): readonly ProfileInput[] {
  const { id = 'id', truth = 'truth', score = 'score', prediction = 'prediction', weight, cluster } = columns;
  const trainNames = train.columns.map(({ name }) => name);
  const names = predictions.columns.map(({ name }) => name);
  const said = [score, prediction].filter((name) => names.includes(name));
  const truths = trainNames.includes(truth) || !names.includes(truth) ? [] : [truth];
  const roles = (role: 'prediction' | 'label', of: readonly string[]) =>
    Object.fromEntries(of.map((name) => [name, role]));
  return [
    {
      source: train,
      roles: roles(
        'label',
        trainNames.filter((name) => name === truth),
      ),
      ignore: trainNames.filter((name) => [id, weight, cluster, ...said].includes(name)),
    },
    {
      source: predictions,
      roles: { ...roles('prediction', said), ...roles('label', truths) },
      ignore: names.filter((name) => !said.includes(name) && !truths.includes(name)),
      ...(said.length > 0 &&
        names.includes(truth) && {
          judged: {
            truth,
            score: names.includes(score) ? score : null,
            prediction: names.includes(prediction) ? prediction : null,
          },
        }),
    },
  ];
}
