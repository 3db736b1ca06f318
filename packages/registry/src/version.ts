import { ServiceError } from '@ml-actions/core/error';
import type { RunIdentity } from '@ml-actions/core/record/predicate/header';
import { decodeRecord, recordOf } from '@ml-actions/core/record/record';
import { readAlias, readVersion, type VersionRecord } from '@ml-actions/core/reference/find-version';
import { layout } from '@ml-actions/core/store/layout';
import type { Store, StoreView } from '@ml-actions/core/store/store';
import { checkExpected, moveAlias } from './alias.ts';
import { cause, versionEvent, versionHead } from './event.ts';

/** What is about to become a version. */
export interface Registration {
  readonly name: string;
  /** SHA-256 of name, model digest and evaluation digest */
  readonly idempotencyKey: string;
  readonly modelDigest: string;
  readonly run: RunIdentity;
  /** ISO 8601 */
  readonly at: string;
  readonly alias: string | null;
  /** the version that must hold the alias now; null: none may; undefined: whatever does */
  readonly expectCurrent?: number | null | undefined;
}

export type Allocation =
  | { readonly kind: 'existing'; readonly version: VersionRecord }
  | { readonly kind: 'allocated'; readonly number: number };

/**
 * Phase one: takes the next free number by compare-and-swap and leaves the intent, before any byte is uploaded. A number
 * is never given twice: a crash leaves a visible gap. The same content again gives the version that is there.
 *
 * @throws GateRefused when the alias is not where `expectCurrent` says; as `Store.update`
 */
export function allocateVersion(store: Store, registration: Registration): Promise<Allocation> {
  const { name, idempotencyKey, modelDigest, run, at } = registration;
  return store.update<Allocation>(async (view) => {
    const version = await findByKey(view, name, idempotencyKey);
    const message = `intent to register ${name}`;
    if (version) return { writes: new Map(), message, result: { kind: 'existing', version } };
    await checkAlias(view, registration);
    const number = (await highestNumber(view, name)) + 1;
    const facts = { type: 'intent', at, name, version: number, modelDigest, idempotencyKey, ...cause(run) };
    const intent = versionEvent(await versionHead(view, name, number), name, number, facts, keySuffix(idempotencyKey));
    return {
      writes: new Map([[intent.path, intent.bytes]]),
      message: `${message}@${number}`,
      result: { kind: 'allocated', number },
    };
  });
}

export interface Commit {
  readonly registration: Registration;
  readonly number: number;
  /** the version's file, given who held the alias before */
  readonly record: (previousVersion: number | null) => Promise<Uint8Array>;
  /** store path -> bytes: inline blobs, the profile, the evidence */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

export interface Committed {
  readonly version: VersionRecord;
  /** false: another run registered the same content meanwhile, and its version stands */
  readonly created: boolean;
}

/**
 * Phase two: everything of the version lands in one compare-and-swap: record, inline bytes, profile, event, alias.
 *
 * @throws GateRefused when the alias was moved against `expectCurrent`; as `Store.update`
 */
export function commitVersion(store: Store, commit: Commit): Promise<Committed> {
  const { registration, number, record, files } = commit;
  const { name, idempotencyKey, run, at } = registration;
  return store.update<Committed>(async (view) => {
    const head = await versionHead(view, name, number);
    if (head.length === 0) throw new ServiceError(`${name}@${number}: the intent is gone from the record store.`);
    const twin = await findByKey(view, name, idempotencyKey);
    if (twin) return abandoned(registration, number, head, twin);
    const current = registration.alias === null ? null : await readAlias(view, name, registration.alias);
    const path = layout.version(name, number);
    const bytes = await record(current?.version ?? null);
    const version = recordOf(await decodeRecord(bytes, path, ''), 'register-model');
    const registered = versionEvent(head, name, number, {
      type: 'registered',
      at,
      name,
      version: number,
      record: version.sha256,
      ...cause(run),
    });
    const writes = new Map([...files, [path, bytes], [registered.path, registered.bytes]]);
    const moved = await aliasWrites(view, registration, number, registered.head);
    return {
      writes: new Map([...writes, ...moved]),
      message: `register ${name}@${number}`,
      result: { version, created: true },
    };
  });
}

async function aliasWrites(
  view: StoreView,
  registration: Registration,
  version: number,
  head: Parameters<typeof moveAlias>[1],
) {
  const { name, alias, expectCurrent: expected, run, at } = registration;
  if (alias === null) return [];
  return (await moveAlias(view, head, { name, alias, version, expected, reason: 'registered', run, at })).writes;
}

function abandoned(
  { name, at, run }: Registration,
  number: number,
  head: Parameters<typeof versionEvent>[0],
  twin: VersionRecord,
) {
  const facts = { type: 'abandoned', at, name, version: number, sameAs: twin.predicate.modelVersion, ...cause(run) };
  const event = versionEvent(head, name, number, facts);
  const message = `${name}@${number} is the same as @${twin.predicate.modelVersion}`;
  return { writes: new Map([[event.path, event.bytes]]), message, result: { version: twin, created: false } };
}

/** Says before anything is uploaded that the alias is not where it was expected. */
async function checkAlias(
  view: StoreView,
  { name, alias, expectCurrent: expected, run, at }: Registration,
): Promise<void> {
  if (alias === null) return;
  checkExpected({ name, alias, expected, reason: '', run, at }, await readAlias(view, name, alias));
}

const KEY_DIGITS = 16;
/** Part of the intent's file name, so that equal content is found in a listing, without opening every version. */
const keySuffix = (idempotencyKey: string): string => `-${idempotencyKey.slice(0, KEY_DIGITS)}`;

/** The committed version with this content, or null. */
export async function findByKey(view: StoreView, name: string, idempotencyKey: string): Promise<VersionRecord | null> {
  const intents = (await view.list(layout.history(name))).filter((path) =>
    path.endsWith(`-intent${keySuffix(idempotencyKey)}.json`),
  );
  for (const number of intents.map(numberIn).sort((a, b) => a - b)) {
    const version = await readVersion(view, name, number);
    if (version?.predicate.idempotencyKey === idempotencyKey) return version;
  }
  return null;
}

async function highestNumber(view: StoreView, name: string): Promise<number> {
  const paths = [...(await view.list(layout.history(name))), ...(await view.list(layout.versions(name)))];
  return Math.max(0, ...paths.map(numberIn));
}

/** The version number in `.../events/<n>/...` or `.../versions/<n>.json`. */
export const numberIn = (path: string): number => Number(/\/(?:events|versions)\/(\d+)[/.]/.exec(path)?.[1] ?? 0);
