import { createHash } from 'node:crypto';
import { messageOf } from '@ml-actions/core/error';
import { parseJson } from '@ml-actions/core/json/canonical';
import { sha256 } from '@ml-actions/core/json/digest';
import { aliasSchema, type Blob, type Event } from '@ml-actions/core/record/predicate/register-model';
import { decodeRecord, recordOf } from '@ml-actions/core/record/record';
import { type PublicKeyPem, verifyDsse } from '@ml-actions/core/record/sign';
import type { VersionRecord } from '@ml-actions/core/reference/find-version';
import { layout } from '@ml-actions/core/store/layout';
import type { StoreView } from '@ml-actions/core/store/store';
import { readBlob } from './blobs/blobs.ts';
import { readChain } from './chain.ts';
import { decodeEvent, type StoredEvent, sequenceOf } from './event.ts';
import { manifestOfVersion } from './fetch.ts';
import { numberIn } from './version.ts';

export interface Finding {
  readonly path: string;
  readonly problem: string;
}

export interface Verified {
  readonly checked: {
    readonly versions: number;
    readonly events: number;
    readonly aliases: number;
    readonly blobs: number;
    readonly records: number;
    readonly deployments: number;
  };
  /** numbers that were taken and never became a version: `NAME@N` */
  readonly gaps: readonly string[];
  /** empty: the store is as it was written */
  readonly problems: readonly Finding[];
}

export interface VerifyOptions {
  /** where relative `file:` blob directories start */
  readonly workspace: string;
  /** with keys, every signed version and record must be signed by one of them */
  readonly trustedKeys?: readonly PublicKeyPem[];
}

type Check = (path: string, bytes: Uint8Array) => Promise<void> | void;

/** Holds every file of the record store against its name, its digests and its chain. Reads everything, writes nothing. */
export async function verifyStore(view: StoreView, options: VerifyOptions): Promise<Verified> {
  const context = new Context(view, options);
  const paths = await view.list('');
  for (const path of paths) await context.file(path);
  for (const directory of new Set(paths.map(chainOf).filter((chain) => chain !== undefined)))
    await context.chain(directory);
  return context.result();
}

const chainOf = (path: string): string | undefined =>
  /^(?:models\/[^/]+\/events\/\d+|deployments\/[^/]+\/[^/]+)\//.exec(path)?.[0];

class Context {
  readonly #view: StoreView;
  readonly #options: VerifyOptions;
  readonly #problems: Finding[] = [];
  readonly #gaps: string[] = [];
  readonly #checked = { versions: 0, events: 0, aliases: 0, blobs: 0, records: 0, deployments: 0 };
  readonly #checks: readonly (readonly [RegExp, Check])[] = [
    [/^models\/[^/]+\/versions\/\d+\.json$/, (path, bytes) => this.#version(path, bytes)],
    [/^models\/[^/]+\/aliases\/[^/]+\.json$/, (path, bytes) => this.#alias(path, bytes)],
    [/^records\//, (path, bytes) => this.#record(path, bytes)],
    [/^blobs\/sha256\//, (path, bytes) => this.#blob(path, bytes)],
    [/^profiles\//, (path, bytes) => this.#profile(path, bytes)],
  ];

  constructor(view: StoreView, options: VerifyOptions) {
    this.#view = view;
    this.#options = options;
  }

  result(): Verified {
    return { checked: this.#checked, gaps: this.#gaps, problems: this.#problems };
  }

  async file(path: string): Promise<void> {
    for (const [pattern, check] of this.#checks) {
      if (!pattern.test(path)) continue;
      await this.#guarded(path, async () => check(path, (await this.#view.read(path)) ?? new Uint8Array()));
    }
  }

  /** A check that throws has found a problem: whatever is in the store, verification goes on. */
  async #guarded(path: string, check: () => Promise<void>): Promise<void> {
    try {
      await check();
    } catch (error) {
      this.#problems.push({ path, problem: messageOf(error).replace(`${path}: `, '') });
    }
  }

  async #version(path: string, bytes: Uint8Array): Promise<void> {
    this.#checked.versions += 1;
    const version = recordOf(decodeRecord(bytes, path, ''), 'register-model');
    const { predicate } = version;
    if (layout.version(predicate.name, predicate.modelVersion ?? 0) !== path)
      throw new Error('it is the record of another version');
    manifestOfVersion(version);
    this.#signature(version);
    const registered = (await this.#events(predicate.name, predicate.modelVersion ?? 0)).find(
      ({ event }) => event.type === 'registered',
    );
    if (registered?.event.record !== version.sha256) throw new Error('it is not the file that was registered');
    for (const blob of predicate.blobs) await this.#guarded(path, () => this.#bytesOf(blob));
    await this.#profileOf(version);
  }

  #signature({ envelope }: Pick<VersionRecord, 'envelope'>): void {
    const { trustedKeys = [] } = this.#options;
    if (envelope === null || trustedKeys.length === 0) return;
    const verified = verifyDsse(envelope, trustedKeys);
    if (!verified.ok) throw new Error(verified.detail);
  }

  async #bytesOf(blob: Blob): Promise<void> {
    this.#checked.blobs += 1;
    const hash = createHash('sha256');
    for await (const chunk of readBlob(blob, { view: this.#view, workspace: this.#options.workspace }))
      hash.update(chunk);
    if (hash.digest('hex') !== blob.sha256) throw new Error(`the bytes of ${JSON.stringify(blob.path)} were changed`);
  }

  async #profileOf({ predicate }: VersionRecord): Promise<void> {
    if (predicate.profile === null) return;
    const bytes = await this.#view.read(layout.profile(predicate.name, predicate.modelVersion ?? 0));
    if (!bytes || sha256(bytes) !== predicate.profile) throw new Error('its reference profile was changed');
  }

  #profile(path: string, bytes: Uint8Array): void {
    parseJson(bytes, path);
  }

  /** Follows an alias back through all its moves: each names the event it replaced. */
  async #alias(path: string, bytes: Uint8Array): Promise<void> {
    this.#checked.aliases += 1;
    const [, name = '', alias = ''] =
      /^models\/([^/]+)\/aliases\/([^/]+)\.json$/.exec(path)?.map(decodeURIComponent) ?? [];
    const pointer = aliasSchema.parse(parseJson(bytes, path));
    let version: unknown = pointer.version;
    let digest: unknown = pointer.event;
    for (let expected: unknown = pointer.previous; digest !== null; ) {
      const moved = (await this.#events(name, Number(version))).find((one) => one.sha256 === digest)?.event;
      const fits = moved?.type === 'alias-set' && moved.alias === alias && moved.version === version;
      if (!fits || (expected !== undefined && moved.previousVersion !== expected))
        throw new Error(`no event moved it to version ${version}`);
      if (typeof moved.deployment === 'string') await this.#deployment(alias, name, moved.deployment);
      [version, digest, expected] = [moved.previousVersion, moved.replaces, undefined];
    }
  }

  async #deployment(environment: string, name: string, digest: string): Promise<void> {
    const events = await readChain(this.#view, layout.deployments(environment, name));
    if (!events.some((one) => one.sha256 === digest)) throw new Error('the deployment that moved it was changed');
  }

  #record(path: string, bytes: Uint8Array): void {
    this.#checked.records += 1;
    const digits = /-([0-9a-f]{12})\.json$/.exec(path)?.[1];
    if (digits === undefined || !sha256(bytes).startsWith(digits)) throw new Error('it was changed');
    this.#signature(decodeRecord(bytes, path, ''));
  }

  #blob(path: string, bytes: Uint8Array): void {
    if (!path.endsWith(`/${sha256(bytes)}`)) throw new Error('it was changed');
  }

  /** Each event names the digest of the one before; a version without its record is a gap, not a problem. */
  async chain(directory: string): Promise<void> {
    const paths = [...(await this.#view.list(directory))].sort((a, b) => sequenceOf(a) - sequenceOf(b));
    let previous = await this.#before(directory);
    let last: Event | undefined;
    for (const [index, path] of paths.entries()) {
      this.#checked[directory.startsWith('models/') ? 'events' : 'deployments'] += 1;
      await this.#guarded(path, async () => {
        const bytes = (await this.#view.read(path)) ?? new Uint8Array();
        const expected = previous;
        previous = sha256(bytes);
        last = decodeEvent(bytes, path);
        if (sequenceOf(path) !== index + 1) throw new Error(`event ${index + 1} of its chain is missing`);
        if (last.previous !== expected)
          throw new Error('it does not follow the event before it: one of the two was changed');
      });
    }
    if (directory.startsWith('models/')) await this.#gap(directory, last);
  }

  async #before(directory: string): Promise<string | null> {
    const [, model = '', number = ''] = /^(models\/[^/]+)\/events\/(\d+)\/$/.exec(directory) ?? [];
    const [first] =
      model === '' || number === '1' ? [] : await this.#view.list(`${model}/events/${Number(number) - 1}/`);
    return first === undefined ? null : sha256((await this.#view.read(first)) ?? new Uint8Array());
  }

  async #gap(directory: string, last: Event | undefined): Promise<void> {
    const name = decodeURIComponent(directory.split('/')[1] ?? '');
    const number = numberIn(directory);
    if (await this.#view.read(layout.version(name, number))) return;
    if (last?.type === 'intent' || last?.type === 'abandoned') this.#gaps.push(`${name}@${number}`);
    else
      this.#problems.push({
        path: layout.version(name, number),
        problem: 'the version was registered, but its record is gone',
      });
  }

  #events(name: string, version: number): Promise<readonly StoredEvent[]> {
    return readChain(this.#view, layout.events(name, version));
  }
}
