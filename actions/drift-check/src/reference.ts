import { readFile, stat } from 'node:fs/promises';
import { inputProblem } from '@ml-actions/core/error';
import { sha256 } from '@ml-actions/core/json/digest';
import { withoutQuery } from '@ml-actions/core/path/address';
import { inside } from '@ml-actions/core/path/inside';
import { parseReference } from '@ml-actions/core/reference/reference';
import type { Config } from '@ml-actions/core/runner/config';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { Profile } from '@ml-actions/data/profile/schema';
import type { Table } from '@ml-actions/data/source';
import type { DriftInputs } from './inputs.ts';
import { fromWorkspace } from './place.ts';
import type { Site } from './site.ts';
import { dayText, fromResolved, notAReference, profileOf, type Reference, seasonServing, serving } from './stored.ts';
import { earlierSpans, type Stretch } from './stretch.ts';

const where = 'reference';
/** No profile is larger (about 3 KB per column), and larger JSON is data. */
const LARGEST_PROFILE = 64 * 1024 * 1024;

/**
 * Finds the reference profile.
 *
 * @throws InputError when there is none (nothing serves yet, the version has no profile, no such file)
 * @throws ServiceError when nobody could look
 */
export async function findReference<T extends Table>(
  inputs: DriftInputs,
  ports: Ports,
  site: Site<T>,
  stretch: Stretch<T> | null,
): Promise<Reference<T>> {
  if (inputs.reference === 'previous-window' || inputs.reference === 'same-weekday')
    return fromEarlier(inputs.reference, inputs, ports, site, stretch);
  const reference = parseReference(inputs.reference, where);
  if (reference.kind === 'path') return fromPath(reference.path, ports, site);
  if (reference.kind === 'auto') return serving(inputs.environment, ports);
  const want = { action: 'train', id: 'default', environment: inputs.environment, committed: null } as const;
  if (reference.kind === 'none' || reference.kind === 'run') throw notAReference(inputs.reference);
  const resolved = await ports.resolve(reference, want);
  if (resolved.kind === 'none') throw inputProblem({ where, what: 'there is no such reference', got: resolved.reason });
  return fromResolved(resolved, ports);
}

/** A profile's file, or data that is profiled first: from there on both take the same way. */
async function fromPath<T extends Table>(path: string, ports: Ports, site: Site<T>): Promise<Reference<T>> {
  const file = fromWorkspace(path, ports);
  const profile = await readProfileFile(file, ports, site);
  if (profile)
    return profileOf(profile, ports, {
      source: withoutQuery(file),
      kind: 'profile',
      modelVersion: null,
      createdAt: null,
    });
  return site.fromFiles(file);
}

/** Profiles rows, so that data and profiles take the same way from here on. */
export async function fromRows<T extends Table>(
  source: T,
  named: string,
  inputs: DriftInputs,
  { config }: Ports,
  site: Site<T>,
): Promise<Reference<T>> {
  const { profileText } = await import('@ml-actions/data/profile/schema');
  const plain = await site.profile([{ source, ...partsOf(source, config, describing(inputs)) }], null);
  const built = await withPeriods(plain, source, inputs, site);
  const facts = { source: named, kind: 'data', modelVersion: null, createdAt: null } as const;
  return { ...facts, profile: built, sha256: sha256(profileText(built)), rows: [source] };
}

/** Rows of earlier windows of the same data. */
async function fromEarlier<T extends Table>(
  reference: 'previous-window' | 'same-weekday',
  inputs: DriftInputs,
  ports: Ports,
  site: Site<T>,
  stretch: Stretch<T> | null,
): Promise<Reference<T>> {
  if (!stretch)
    throw inputProblem({ where, what: `${reference} needs windows`, next: 'Set `timestamp-column` and `window`.' });
  const { spans, seasonal } = await earlierSpans(reference, stretch);
  if (reference === 'same-weekday' && !seasonal) {
    const season = needsRows(inputs) ? null : await seasonServing(inputs.environment, ports, stretch.chosen);
    if (season) return season;
    ports.log.notice(`${where}: fewer than three earlier weeks hold rows, so this is not season-adjusted.`);
  }
  const rows = stretch.timeline.within(spans);
  const [first] = spans;
  if (!first || (await countOf(spans, stretch)) === 0)
    throw inputProblem({ where, what: 'the earlier windows hold no row', next: 'Keep more history in `current`.' });
  const named = `${seasonal ? `${spans.length} same weekdays before` : 'window before'} ${dayText(stretch.chosen.start)}`;
  return fromRows(rows, named, inputs, ports, site);
}

/** Statistics asked for by name look at the rows of both sides. */
const needsRows = ({ preset, methods }: DriftInputs): boolean =>
  preset !== 'default' || Object.keys(methods).length > 0;

async function countOf(
  spans: readonly { start: number; end: number }[],
  { timeline }: Stretch<Table>,
): Promise<number> {
  let rows = 0;
  for (const span of spans) rows += await timeline.count(span);
  return rows;
}

/** The profile with what its quiet periods show, where windows of event time are judged. */
async function withPeriods<T extends Table>(
  profile: Profile,
  source: T,
  { 'timestamp-column': column, window }: DriftInputs,
  site: Site<T>,
): Promise<Profile> {
  if (column === undefined || window === undefined || !source.columns.some(({ name }) => name === column))
    return profile;
  const periods = await site.periods(profile, source, { column, length: window });
  return periods ? { ...profile, periods } : profile;
}

/** Columns that tell rows apart or tie them together and are no features. */
export const describing = (inputs: DriftInputs): readonly (string | undefined)[] => [
  inputs['join-key'],
  inputs['timestamp-column'],
  inputs['cluster-column'],
];

async function readProfileFile(
  file: string,
  { run }: Ports,
  { fetched }: Pick<Site<Table>, 'fetched'>,
): Promise<Uint8Array | undefined> {
  const object = fetched.find(({ uri }) => uri === file);
  if (!/\.json$/i.test(withoutQuery(file)) || (!object && /[*?[{]/.test(file))) return undefined;
  const real = object?.path ?? (await inside(run.workspace, file, where));
  const facts = await stat(real);
  if (!facts.isFile() || facts.size > LARGEST_PROFILE) return undefined;
  const bytes = await readFile(real);
  return bytes.includes('"ml-actions-profile"') ? bytes : undefined;
}

type Part = 'prediction' | 'label';

/** What the columns of raw data are, by the shared setting `columns`; keys, times and clusters describe no row. */
export function partsOf(source: Table, config: Config, alsoIgnored: readonly (string | undefined)[] = []) {
  const {
    id = 'id',
    truth = 'truth',
    score = 'score',
    prediction = 'prediction',
    weight,
    cluster,
  } = config.shared.columns ?? {};
  const names = source.columns.map(({ name }) => name);
  const partOf = (name: string): Part | undefined => {
    if (name === score || name === prediction) return 'prediction';
    return name === truth ? 'label' : undefined;
  };
  const roles = names.flatMap((name): [string, Part][] => {
    const part = partOf(name);
    return part ? [[name, part]] : [];
  });
  const judged =
    names.includes(truth) && (names.includes(score) || names.includes(prediction))
      ? {
          truth,
          score: names.includes(score) ? score : null,
          prediction: names.includes(prediction) ? prediction : null,
        }
      : undefined;
  return {
    roles: Object.fromEntries(roles),
    ...(judged && { judged }),
    ignore: names.filter((name) => [id, weight, cluster, ...alsoIgnored].includes(name)),
  };
}
