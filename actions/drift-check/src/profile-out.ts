import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { insideNew } from '@ml-actions/core/path/inside';
import { isPrivate } from '@ml-actions/core/runner/audience';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { Profile } from '@ml-actions/data/profile/schema';
import type { Table } from '@ml-actions/data/source';
import type { DriftInputs } from './inputs.ts';
import { fromWorkspace } from './place.ts';
import { describing, partsOf, withPeriods } from './reference.ts';
import type { Site } from './site.ts';

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
  const file = await insideNew(ports.run.workspace, relative, 'profile-out');
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
  await writeFile(file, profileText(first ? await withPeriods(built, first, inputs, site) : built));
  return relative;
}

const rolesIn = ({ columns }: Profile, names: readonly string[]) =>
  Object.fromEntries(
    columns.flatMap(({ name, role }) => (role !== 'feature' && names.includes(name) ? [[name, role] as const] : [])),
  );
