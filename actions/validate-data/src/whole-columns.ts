import type { Engine } from '@ml-actions/data/engine';
import { buildProfile } from '@ml-actions/data/profile/build';
import { profileText } from '@ml-actions/data/profile/schema';
import type { Meaning } from '@ml-actions/data/relation';
import type { ColumnShape } from '@ml-actions/data/shape/shape';
import { takeShape } from '@ml-actions/data/shape/take';
import type { Source } from '@ml-actions/data/source';
import { columnsOfWhole } from '@ml-actions/data/state/tables';
import { joinedTypes } from '@ml-actions/data/state/types';
import type { Whole } from '@ml-actions/data/state/whole';
import type { CheckAnswer, CheckOrder } from './check-files.ts';
import { type ProfileColumns, profiled } from './profile.ts';

/**
 * The profile of the whole and the pictures of its columns, from their distributions, which states hold where a profile
 * was asked for.
 *
 * @throws InputError when the shards were not asked for it
 */
export async function wholeColumns(
  engine: Engine,
  wholes: readonly Whole[],
  { profile, samples }: CheckOrder,
  meaning: Meaning,
): Promise<Pick<CheckAnswer, 'profile' | 'shapes'>> {
  if (profile === null) return { profile: null, shapes: [] };
  const {
    source,
    roles = {},
    ignore,
  } = profiled(
    wholes.map((whole) => whole.source),
    profile,
  );
  const whole = wholes.find(({ source: { name } }) => name === source.name);
  if (!whole) return { profile: null, shapes: [] };
  const alone = await columnsOfWhole(engine, whole, ignore);
  const columns = await shapesOf(engine, whole, alone, { meaning, named: samples.level === 'values' });
  return {
    profile: await profileOf(engine, alone, roles, profile.salt),
    shapes: [{ source: source.name, sampled: columns.some(({ sampled }) => sampled), columns }],
  };
}

async function profileOf(
  engine: Engine,
  alone: readonly Source[],
  roles: NonNullable<ReturnType<typeof profiled>['roles']>,
  salt: ProfileColumns['salt'],
): Promise<string> {
  const inputs = alone.map((one) => {
    const names = one.columns.map(({ name }) => name);
    return { source: one, roles: Object.fromEntries(Object.entries(roles).filter(([name]) => names.includes(name))) };
  });
  return profileText(await buildProfile(engine, inputs, salt));
}

async function shapesOf(
  engine: Engine,
  { parts, rows }: Whole,
  alone: readonly Source[],
  wish: { readonly meaning: Meaning; readonly named: boolean },
): Promise<(ColumnShape & { readonly sampled: boolean })[]> {
  const types = joinedTypes(parts.map((part) => part.types));
  const shapes = [];
  for (const one of alone) {
    const { columns, sampled } = await takeShape(engine, one, { ...wish, types, rows });
    shapes.push(...columns.map((column) => ({ ...column, sampled })));
  }
  return shapes;
}
