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
import { describing, partsOf } from './reference.ts';
import type { Site } from './site.ts';
import type { Stretch } from './stretch.ts';

/** @throws InputError when a profile may not be written where `profile-out` says */
export async function checkPlace({ 'profile-out': path }: DriftInputs, ports: Ports): Promise<void> {
  if (path !== undefined) await profilePlace(ports.run.workspace, fromWorkspace(path, ports));
}

/** What was judged, and against what. */
interface Judged<T extends Table> {
  readonly sources: readonly T[];
  readonly stretch: Stretch<T> | null;
  readonly reference: Profile;
  /** columns that the file of predictions brought: what the model said */
  readonly brought: ReadonlySet<string>;
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
  { sources, stretch, reference, brought }: Judged<T>,
): Promise<string | null> {
  const path = inputs['profile-out'];
  if (path === undefined) return null;
  const { saltOf } = await import('@ml-actions/data/profile/salt');
  const { profileText } = await import('@ml-actions/data/profile/schema');
  const relative = fromWorkspace(path, ports);
  const file = await profilePlace(ports.run.workspace, relative);
  const taken = new Set<string>();
  const profiled = sources.map((source) => {
    const { ignore, judged, roles } = partsOf(source, ports.config, describing(inputs));
    const names = source.columns.map(({ name }) => name);
    const repeated = names.filter((name) => taken.has(name));
    for (const name of names) taken.add(name);
    return {
      source,
      roles: {
        ...Object.fromEntries(
          names
            .filter((name) => brought.has(name) && !knows(reference, name))
            .map((name) => [name, roles[name] ?? 'prediction']),
        ),
        ...rolesIn(reference, names),
      },
      ignore: [...new Set([...ignore, ...repeated])],
      ...(judged && { judged }),
    };
  });
  await mkdir(dirname(file), { recursive: true });
  const isOpen = isPrivate(ports.run) || inputs.samples === 'values-in-public';
  const built = await site.profile(profiled, isOpen ? null : saltOf(ports.model, ports), reference);
  const rows = Math.max(0, ...built.columns.map((column) => column.rows));
  if (rows < inputs['min-rows'])
    ports.log.warning(
      `profile-out: as a reference it can judge no column: ${rows} rows, ${inputs['min-rows']} needed.`,
    );
  const periods = stretch && rows > 0 ? await periodsBefore(built, stretch, inputs, ports, site) : undefined;
  await writeWhole(file, profileText(periods ? { ...built, periods } : built));
  return relative;
}

/** The earliest time that a date can hold (ECMAScript, "Time Values and Time Range"). */
const EARLIEST = -8.64e15;

/** One window holds no periods of its own: what those before it show against it is how far a quiet one strays. */
async function periodsBefore<T extends Table>(
  profile: Profile,
  { timeline, chosen, since, column }: Stretch<T>,
  { window = '' }: DriftInputs,
  { log }: Ports,
  site: Site<T>,
): Promise<Profile['periods']> {
  const before = { start: since ?? EARLIEST, end: chosen.start };
  const filled = before.start < before.end && (await timeline.count(before)) > 0;
  const past = { column, length: window, apart: true };
  const periods = filled ? await site.periods(profile, timeline.within([before]), past) : undefined;
  if (!periods)
    log.notice(
      'profile-out: too few earlier windows hold enough rows to learn thresholds from; later runs use the default ones.',
    );
  return periods;
}

const knows = ({ columns }: Profile, column: string): boolean => columns.some(({ name }) => name === column);

const rolesIn = ({ columns }: Profile, names: readonly string[]) =>
  Object.fromEntries(
    columns.flatMap(({ name, role }) => (role !== 'feature' && names.includes(name) ? [[name, role] as const] : [])),
  );
