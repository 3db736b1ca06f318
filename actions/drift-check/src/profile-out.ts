import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isPrivate } from '@ml-actions/core/runner/audience';
import type { Ports } from '@ml-actions/core/runner/ports';
import { writeWhole } from '@ml-actions/core/store/whole-file';
import { profilePlace } from '@ml-actions/data/profile/place';
import type { Profile } from '@ml-actions/data/profile/schema';
import type { Table } from '@ml-actions/data/source';
import type { DriftInputs } from './inputs.ts';
import { fromWorkspace } from './place.ts';
import { describing, partsOf, withPeriods } from './reference.ts';
import type { Site } from './site.ts';

/** @throws InputError when a profile may not be written where `profile-out` says */
export async function checkPlace({ 'profile-out': path }: DriftInputs, ports: Ports): Promise<void> {
  if (path !== undefined) await profilePlace(ports.run.workspace, fromWorkspace(path, ports));
}

/**
 * Writes the profile of the current data, on frames of its own, so that it can be the next reference. Columns play the
 * parts they have in the reference.
 *
 * @returns its path relative to the workspace, or null where none was asked for
 */
export async function writeProfile<T extends Table>(
  inputs: DriftInputs,
  ports: Ports,
  site: Site<T>,
  sources: readonly T[],
  reference: Profile,
): Promise<string | null> {
  const path = inputs['profile-out'];
  if (path === undefined) return null;
  const { saltOf } = await import('@ml-actions/data/profile/salt');
  const { profileText } = await import('@ml-actions/data/profile/schema');
  const relative = fromWorkspace(path, ports);
  const file = await profilePlace(ports.run.workspace, relative);
  const taken = new Set<string>();
  const profiled = sources.map((source) => {
    const { ignore, judged } = partsOf(source, ports.config, describing(inputs));
    const names = source.columns.map(({ name }) => name);
    const repeated = names.filter((name) => taken.has(name));
    for (const name of names) taken.add(name);
    return {
      source,
      roles: rolesIn(reference, names),
      ignore: [...new Set([...ignore, ...repeated])],
      ...(judged && { judged }),
    };
  });
  await mkdir(dirname(file), { recursive: true });
  const isOpen = isPrivate(ports.run) || inputs.samples === 'values-in-public';
  const built = await site.profile(profiled, isOpen ? null : saltOf(ports.model));
  const [first] = sources;
  await writeWhole(file, profileText(first ? await withPeriods(built, first, inputs, site) : built));
  return relative;
}

const rolesIn = ({ columns }: Profile, names: readonly string[]) =>
  Object.fromEntries(
    columns.flatMap(({ name, role }) => (role !== 'feature' && names.includes(name) ? [[name, role] as const] : [])),
  );
