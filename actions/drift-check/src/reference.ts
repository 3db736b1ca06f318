import { readFile, stat } from 'node:fs/promises';
import { type InputError, inputProblem, ServiceError } from '@ml-actions/core/error';
import { sha256 } from '@ml-actions/core/json/digest';
import { inside } from '@ml-actions/core/path/inside';
import { parseReference, versionText } from '@ml-actions/core/reference/reference';
import type { Resolved } from '@ml-actions/core/reference/resolved';
import type { Config } from '@ml-actions/core/runner/config';
import type { Ports } from '@ml-actions/core/runner/ports';
import { layout } from '@ml-actions/core/store/layout';
import type { Engine } from '@ml-actions/data/engine';
import type { Profile } from '@ml-actions/data/profile/schema';
import type { Source } from '@ml-actions/data/source';
import type { DriftInputs } from './inputs.ts';
import { fromWorkspace } from './place.ts';

const where = 'reference';
/** No profile is larger (about 3 KB per column), and larger JSON is data. */
const LARGEST_PROFILE = 64 * 1024 * 1024;

/** What the data is compared with, and where it came from. */
export interface Reference {
  readonly profile: Profile;
  readonly source: string;
  readonly kind: 'version' | 'profile' | 'data';
  readonly sha256: string;
  readonly modelVersion: string | null;
  /** ISO 8601, where known */
  readonly createdAt: string | null;
  /** the rows behind it, where it is data */
  readonly rows: readonly Source[] | null;
}

/**
 * Finds the reference profile.
 *
 * @throws InputError when there is none (nothing serves yet, the version has no profile, no such file)
 * @throws ServiceError when nobody could look
 */
export async function findReference(inputs: DriftInputs, ports: Ports, engine: Engine): Promise<Reference> {
  const reference = parseReference(inputs.reference, where);
  if (reference.kind === 'path') return fromPath(reference.path, ports, engine);
  if (reference.kind === 'auto') return serving(inputs.environment, ports);
  const want = { action: 'train', id: 'default', environment: inputs.environment, committed: null } as const;
  if (reference.kind === 'none' || reference.kind === 'run') throw notAReference(inputs.reference);
  const resolved = await ports.resolve(reference, want);
  if (resolved.kind === 'none') throw inputProblem({ where, what: 'there is no such reference', got: resolved.reason });
  return fromResolved(resolved, ports);
}

const notAReference = (got: string): InputError =>
  inputProblem({
    where,
    what: 'drift needs a profile or data to compare with',
    got,
    expected: 'auto, path:FILE, git:REF:PATH, NAME@N or NAME:ALIAS',
  });

/** The version that the alias named like the environment points at: deploy moves it when the model serves. */
async function serving(environment: string, ports: Ports): Promise<Reference> {
  const reference = { kind: 'alias', name: ports.model, alias: environment } as const;
  const resolved = await ports.resolve(reference, { action: 'train', id: 'default', environment, committed: null });
  if (resolved.kind === 'none')
    throw inputProblem({
      where,
      what: `no version of ${ports.model} serves in ${environment} yet, so there is no profile to compare with`,
      next: 'Deploy one, or set `reference: path:FILE` to a profile or to the training data.',
    });
  return fromResolved(resolved, ports);
}

async function fromResolved(resolved: Exclude<Resolved, { kind: 'none' }>, ports: Ports): Promise<Reference> {
  if (resolved.kind === 'failed')
    throw new ServiceError(`${where}: the reference could not be looked up: ${resolved.reason}`);
  const { version, document, source, createdAt } = resolved;
  if (document) return profileOf(document.bytes, { source, kind: 'profile', modelVersion: null, createdAt });
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
  return profileOf(bytes, { source, kind: 'version', modelVersion: text, createdAt });
}

const stored = async ({ store }: Ports, name: string, version: number): Promise<Uint8Array | undefined> =>
  (await (await store()).view()).read(layout.profile(name, version));

async function profileOf(bytes: Uint8Array, facts: Omit<Reference, 'profile' | 'sha256' | 'rows'>): Promise<Reference> {
  const { parseProfile } = await import('@ml-actions/data/profile/schema');
  const profile = parseProfile(bytes, `profile of ${facts.source}`);
  return { ...facts, profile, sha256: sha256(bytes), rows: null };
}

/** A profile's file, or data that is profiled first: from there on both take the same way. */
async function fromPath(path: string, ports: Ports, engine: Engine): Promise<Reference> {
  const file = fromWorkspace(path, ports);
  const profile = await readProfileFile(file, ports);
  if (profile) return profileOf(profile, { source: file, kind: 'profile', modelVersion: null, createdAt: null });
  const { openSource } = await import('@ml-actions/data/source');
  const { buildProfile } = await import('@ml-actions/data/profile/build');
  const { profileText } = await import('@ml-actions/data/profile/schema');
  const source = await openSource(engine, { name: where, paths: [file], root: ports.run.workspace });
  const built = await buildProfile(engine, [{ source, ...partsOf(source, ports.config) }]);
  const text = profileText(built);
  const facts = { source: file, kind: 'data', modelVersion: null, createdAt: null } as const;
  return { ...facts, profile: built, sha256: sha256(text), rows: [source] };
}

async function readProfileFile(file: string, { run }: Ports): Promise<Uint8Array | undefined> {
  if (!/\.json$/i.test(file) || /[*?[{]/.test(file)) return undefined;
  const real = await inside(run.workspace, file, where);
  const facts = await stat(real);
  if (!facts.isFile() || facts.size > LARGEST_PROFILE) return undefined;
  const bytes = await readFile(real);
  return bytes.includes('"ml-actions-profile"') ? bytes : undefined;
}

type Part = 'prediction' | 'label';

/** What the columns of raw data are, by the shared setting `columns`. */
export function partsOf(source: Source, config: Config) {
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
  return { roles: Object.fromEntries(roles), ignore: names.filter((name) => [id, weight, cluster].includes(name)) };
}
