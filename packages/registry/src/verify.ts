import { messageOf } from '@ml-actions/core/error';
import { parseJson } from '@ml-actions/core/json/canonical';
import { sha256 } from '@ml-actions/core/json/digest';
import { decodeRecord } from '@ml-actions/core/record/record';
import type { StoreView } from '@ml-actions/core/store/store';
import { aliasProblems } from './verify/alias.ts';
import { chainOf, chainProblems, fateOf } from './verify/chain.ts';
import {
  type Check,
  type Counted,
  counted,
  type Ground,
  readOrEmpty,
  signatureProblems,
  type VerifyOptions,
} from './verify/ground.ts';
import { versionProblems } from './verify/version.ts';

export type { VerifyOptions };

export interface Finding {
  readonly path: string;
  readonly problem: string;
}

export interface Verified {
  readonly checked: Readonly<Record<Counted, number>>;
  /** numbers that were taken and never became a version: `NAME@N` */
  readonly gaps: readonly string[];
  /** empty: the store is as it was written */
  readonly problems: readonly Finding[];
}

const checks: readonly (readonly [RegExp, Check])[] = [
  [/^models\/[^/]+\/versions\/\d+\.json$/, versionProblems],
  [/^models\/[^/]+\/aliases\/[^/]+\.json$/, aliasProblems],
  [/^records\//, recordProblems],
  [/^blobs\/sha256\//, inlineProblems],
  [/^profiles\//, jsonProblems],
];

/**
 * Holds every file of the record store against its name, its digests and its chain. Reads everything, writes nothing.
 * What a chain cannot show is the loss of its newest events: nothing names them yet (git's history shows that).
 */
export async function verifyStore(view: StoreView, options: VerifyOptions): Promise<Verified> {
  const checked = Object.fromEntries(counted.map((what) => [what, 0])) as Record<Counted, number>;
  const count = (what: Counted) => {
    checked[what] += 1;
  };
  const ground: Ground = { ...options, view, count };
  const problems: Finding[] = [];
  const paths = await view.list('');
  for (const path of paths) {
    const check = checks.find(([pattern]) => pattern.test(path))?.[1];
    if (check) await collect(problems, path, async () => check(ground, path, await readOrEmpty(view, path)));
  }
  const chains = [...new Set(paths.map(chainOf).filter((chain) => chain !== undefined))];
  for (const chain of chains) await collect(problems, chain, async () => chainProblems(ground, chain));
  const gaps = await settle(ground, chains, problems);
  return { checked, gaps, problems };
}

/** A check that throws has found a problem: whatever is in the store, verification goes on. */
async function collect(
  problems: Finding[],
  path: string,
  check: () => Promise<AsyncIterable<string> | Iterable<string>>,
): Promise<void> {
  try {
    for await (const problem of await check()) problems.push({ path, problem });
  } catch (error) {
    problems.push({ path, problem: messageOf(error).replace(`${path}: `, '') });
  }
}

async function settle(ground: Ground, chains: readonly string[], problems: Finding[]): Promise<string[]> {
  const gaps: string[] = [];
  for (const chain of chains.filter((one) => one.startsWith('models/'))) {
    const found = await fateOf(ground, chain).catch(() => null); // an unreadable chain is a problem already
    if (found?.fate === 'gap') gaps.push(found.version);
    if (found?.fate === 'lost')
      problems.push({ path: chain, problem: `${found.version} was registered, but its record is gone` });
  }
  return gaps;
}

async function* recordProblems(ground: Ground, path: string, bytes: Uint8Array): AsyncGenerator<string> {
  ground.count('records');
  const digits = /-([0-9a-f]{12})\.json$/.exec(path)?.[1];
  if (digits === undefined || !sha256(bytes).startsWith(digits)) yield 'it was changed';
  yield* signatureProblems(ground, await decodeRecord(bytes, path, ''));
}

function* inlineProblems(_ground: Ground, path: string, bytes: Uint8Array): Generator<string> {
  if (!path.endsWith(`/${sha256(bytes)}`)) yield 'it was changed';
}

function jsonProblems(_ground: Ground, path: string, bytes: Uint8Array): readonly string[] {
  parseJson(bytes, path);
  return [];
}
