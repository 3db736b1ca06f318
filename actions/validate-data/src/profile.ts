import { inputProblem } from '@ml-actions/core/error';
import type { Engine } from '@ml-actions/data/engine';
import { buildProfile, type ProfileInput } from '@ml-actions/data/profile/build';
import type { Salt } from '@ml-actions/data/profile/salt';
import { profileText as textOf } from '@ml-actions/data/profile/schema';
import type { Source } from '@ml-actions/data/source';

/** The shared setting `columns`: what is no feature. */
export interface ProfileColumns {
  readonly id?: string | undefined;
  readonly truth?: string | undefined;
  readonly score?: string | undefined;
  readonly prediction?: string | undefined;
  readonly weight?: string | undefined;
  readonly cluster?: string | undefined;
  /** with which category values are hashed; null: they stand as they are */
  readonly salt: Salt | null;
}

/**
 * The reference profile of the data a model learns from: the source named `train`, or the only one. The truth is its
 * label; ids, weights and predictions are left out, everything else is a feature.
 *
 * @throws InputError when there are several sources and none is `train`
 */
export const profileText = async (
  engine: Engine,
  sources: readonly Source[],
  columns: ProfileColumns,
): Promise<string> => textOf(await buildProfile(engine, [profiled(sources, columns)], columns.salt));

/**
 * The input that is profiled, and what its columns are.
 *
 * @throws InputError when there are several sources and none is `train`
 */
export function profiled(sources: readonly Source[], columns: ProfileColumns): ProfileInput & { ignore: string[] } {
  const { truth = 'truth', id = 'id', ...rest } = columns;
  const source = sources.find(({ name }) => name === 'train') ?? (sources.length === 1 ? sources[0] : undefined);
  if (!source)
    throw inputProblem({
      where: 'profile-out',
      what: 'there are several tables, and none is called `train`',
      got: sources.map(({ name }) => name).join(', '),
      next: 'Name the one to profile: `train=PATH`.',
    });
  const names = source.columns.map(({ name }) => name);
  const ignore = [id, rest.score, rest.prediction, rest.weight, rest.cluster].filter(
    (name) => name !== undefined && names.includes(name),
  ) as string[];
  const roles = names.includes(truth) ? ({ [truth]: 'label' } as const) : {};
  return { source, roles, ignore };
}
