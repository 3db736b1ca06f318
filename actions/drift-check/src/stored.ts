import { type InputError, inputProblem, ServiceError } from '@ml-actions/core/error';
import { sha256 } from '@ml-actions/core/json/digest';
import { versionText } from '@ml-actions/core/reference/reference';
import type { Resolved } from '@ml-actions/core/reference/resolved';
import type { Ports } from '@ml-actions/core/runner/ports';
import { layout } from '@ml-actions/core/store/layout';
import type { Span } from '@ml-actions/data/drift/calendar';
import type { Profile } from '@ml-actions/data/profile/schema';
import type { Table } from '@ml-actions/data/source';

const where = 'reference';

/** What the data is compared with, and where it came from. */
export interface Reference<T extends Table> {
  readonly profile: Profile;
  readonly source: string;
  readonly kind: 'version' | 'profile' | 'data';
  readonly sha256: string;
  readonly modelVersion: string | null;
  /** ISO 8601, where known */
  readonly createdAt: string | null;
  /** the rows behind it, where it is data */
  readonly rows: readonly T[] | null;
}

/** A reference whose rows are not at hand. */
type Stored = Reference<never>;

export const notAReference = (got: string): InputError =>
  inputProblem({
    where,
    what: 'drift needs a profile or data to compare with',
    got,
    expected: 'auto, path:FILE, git:REF:PATH, NAME@N or NAME:ALIAS',
  });

/** The version that the alias named like the environment points at: deploy moves it when the model serves. */
export async function serving(environment: string, ports: Ports): Promise<Stored> {
  const resolved = await servingVersion(environment, ports);
  if (resolved.kind === 'none')
    throw inputProblem({
      where,
      what: `no version of ${ports.model} serves in ${environment} yet, so there is no profile to compare with`,
      next: 'Deploy one, or set `reference: path:FILE` to a profile or to the training data.',
    });
  return fromResolved(resolved, ports);
}

const servingVersion = (environment: string, { model, resolve }: Ports): Promise<Resolved> =>
  resolve(
    { kind: 'alias', name: model, alias: environment },
    { action: 'train', id: 'default', environment, committed: null },
  );

/**
 * The same weekdays of the data behind the version that serves, where its profile counts days; null where it counts too
 * few of them, or nothing serves.
 */
export async function seasonServing(environment: string, ports: Ports, span: Span): Promise<Stored | null> {
  const resolved = await servingVersion(environment, ports);
  if (resolved.kind === 'none' || (resolved.kind === 'found' && resolved.version?.predicate.profile === null))
    return null;
  const whole = await fromResolved(resolved, ports);
  const { seasonOf } = await import('@ml-actions/data/drift/season');
  const season = seasonOf(whole.profile, span);
  if (!season) return null;
  const { profile, days } = season;
  return { ...whole, profile, source: `${days} same weekdays before ${dayText(span.start)} in ${whole.source}` };
}

export const dayText = (time: number): string => new Date(time).toISOString().slice(0, 'YYYY-MM-DD'.length);

export async function fromResolved(resolved: Exclude<Resolved, { kind: 'none' }>, ports: Ports): Promise<Stored> {
  if (resolved.kind === 'failed')
    throw new ServiceError(`${where}: the reference could not be looked up: ${resolved.reason}`);
  const { version, document, source, createdAt } = resolved;
  if (document) return profileOf(document.bytes, ports, { source, kind: 'profile', modelVersion: null, createdAt });
  if (!version) throw notAReference(source);
  const { name, modelVersion, modelDigest, profile } = version.predicate;
  const text = modelVersion === null ? name : versionText(name, modelVersion, modelDigest);
  const bytes = modelVersion === null ? undefined : await stored(ports, name, modelVersion);
  if (!bytes)
    throw inputProblem({
      where,
      what: `${source} was registered without a reference profile`,
      next: 'Train with the roles `model` and `predictions` and register again, or set `reference: path:FILE`.',
    });
  if (profile !== null && sha256(bytes) !== profile)
    throw inputProblem({
      where: `profile of ${source}`,
      what: 'the bytes in the record store are not those that were registered',
      got: `sha256:${sha256(bytes)}`,
      expected: `sha256:${profile}`,
      next: 'Run `npx ml-actions verify`.',
    });
  return profileOf(bytes, ports, { source, kind: 'version', modelVersion: text, createdAt });
}

const stored = async ({ store }: Ports, name: string, version: number): Promise<Uint8Array | undefined> =>
  (await (await store()).view()).read(layout.profile(name, version));

export async function profileOf(
  bytes: Uint8Array,
  { env }: Pick<Ports, 'env'>,
  facts: Omit<Stored, 'profile' | 'sha256' | 'rows'>,
): Promise<Stored> {
  const { parseProfile } = await import('@ml-actions/data/profile/schema');
  const { withSalt } = await import('@ml-actions/data/profile/salt');
  const where = `profile of ${facts.source}`;
  const profile = withSalt(parseProfile(bytes, where), env, where);
  return { ...facts, profile, sha256: sha256(bytes), rows: null };
}
