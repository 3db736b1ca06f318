import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { inputProblem } from '@ml-actions/core/error';
import { fileDigest } from '@ml-actions/core/json/digest';
import { quoted } from '@ml-actions/core/path/inside';
import { makeScratch } from '@ml-actions/core/path/scratch';
import { type Access, bearer, type Env } from './access.ts';
import { azAccess } from './az.ts';
import { type Budget, budgetOf } from './budget.ts';
import { download } from './download.ts';
import { gsAccess } from './gs.ts';
import { hfAccess } from './hf.ts';
import { isPattern, type RemoteObject, remoteObject, type Scheme, schemeOf } from './object.ts';
import type { Requesting } from './request.ts';
import { s3Access } from './s3.ts';
import { listS3 } from './s3-list.ts';

/** A remote object on this machine. */
export interface FetchedFile {
  readonly uri: string;
  /** absolute */
  readonly path: string;
  /** bytes */
  readonly size: number;
  readonly sha256: string;
}

export interface RemoteOptions {
  /** where objects are kept by their digest; inside it nothing is ever changed */
  readonly cache: string;
  /** credentials and endpoints, as the stores' own tools name them */
  readonly env: Env;
  /** bytes of all objects together */
  readonly maxBytes?: number;
  /** milliseconds before the second try; 500 by default */
  readonly pause?: number;
  readonly signal?: AbortSignal;
}

/** Objects fetched at a time: enough to fill a runner's link, few enough for any store's limits. */
const AT_ONCE = 4;
const FIRST_PAUSE_MS = 500;

/**
 * Fetches the lines of `remote` into the cache, in their order; patterns become the objects they match. What is pinned by
 * its sha256 and lies in the cache is hashed again there instead of fetched.
 * @throws InputError, ServiceError as `remoteObject`, `listS3`, `download`
 */
export async function fetchRemote(lines: readonly string[], options: RemoteOptions): Promise<FetchedFile[]> {
  const named = lines.map(remoteObject);
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  const requesting: Requesting = { pause: options.pause ?? FIRST_PAUSE_MS, signal };
  await mkdir(join(options.cache, 'sha256'), { recursive: true });
  const drafts = await makeScratch(options.cache, 'draft');
  try {
    const objects = (await Promise.all(named.map((object) => expanded(object, options.env, requesting)))).flat();
    const work = { ...options, drafts, requesting, budget: budgetOf(options.maxBytes, options.cache) };
    return await inTurns(objects, (object) => fetchOne(object, work), stop);
  } finally {
    await rm(drafts, { recursive: true, force: true });
  }
}

async function expanded(object: RemoteObject, env: Env, requesting: Requesting): Promise<readonly RemoteObject[]> {
  if (!isPattern(object.uri)) return [object];
  if (schemeOf(object.uri) === 's3') return listS3(object.uri, env, requesting);
  throw inputProblem({
    where: 'remote',
    what: 'a pattern is only understood for s3',
    got: quoted(object.uri),
    expected: 'one line for each object',
  });
}

interface Work extends RemoteOptions {
  readonly drafts: string;
  readonly requesting: Requesting;
  readonly budget: Budget;
}

async function fetchOne(object: RemoteObject, work: Work): Promise<FetchedFile> {
  const { cache, env, drafts, requesting, budget } = work;
  const known = object.sha256 === undefined ? undefined : await cached(object, cache);
  if (known) {
    budget.spend(known.size, object.uri);
    return known;
  }
  const access = accessOf[schemeOf(object.uri) ?? 'https'](object.uri, env);
  const draft = join(drafts, randomUUID());
  const got = await download(access, object, draft, { ...requesting, budget });
  const path = pathOf(cache, got.sha256);
  await rename(draft, path).catch(async (error: unknown) => {
    if (!(await stat(path).catch(() => undefined))) throw error; // else another job has put the same bytes there
  });
  return { uri: object.uri, path, ...got };
}

const pathOf = (cache: string, sha256: string): string => join(cache, 'sha256', sha256);

/** What the cache holds under a digest counts only if it still has that digest. */
async function cached({ uri, sha256 = '', size }: RemoteObject, cache: string): Promise<FetchedFile | undefined> {
  const path = pathOf(cache, sha256);
  const facts = await stat(path).catch(() => undefined);
  if (!facts) return undefined;
  const got = await fileDigest(path);
  if (got.sha256 === sha256 && (size === undefined || size === got.size)) return { uri, path, ...got };
  if (got.sha256 !== sha256) await rm(path);
  return undefined;
}

const accessOf: Readonly<Record<Scheme, (uri: string, env: Env) => Access>> = {
  https: httpsAccess,
  s3: s3Access,
  gs: gsAccess,
  az: azAccess,
  hf: hfAccess,
};

function httpsAccess(uri: string): Access {
  const url = URL.parse(uri);
  if (url) return bearer(url, undefined);
  throw inputProblem({ where: 'remote', what: 'is no address', got: quoted(uri) });
}

/** The first failure stops the rest, and all have ended when it is told. */
async function inTurns<T, R>(items: readonly T[], work: (item: T) => Promise<R>, stop: AbortController): Promise<R[]> {
  const results: R[] = [];
  let failure: unknown;
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < items.length && !stop.signal.aborted; at = next++)
      results[at] = await work(items[at] as T);
  };
  const fail = (error: unknown): void => {
    failure ??= error;
    stop.abort();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, () => worker().catch(fail)));
  if (failure !== undefined) throw failure;
  return results;
}
