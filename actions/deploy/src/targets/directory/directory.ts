import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { inputProblem } from '@ml-actions/core/error';
import { sha256 } from '@ml-actions/core/json/digest';
import { quoted } from '@ml-actions/core/path/inside';
import { locked } from '@ml-actions/core/store/lock';
import { currentRelease, flip, previousRelease, rememberPrevious } from './flip.ts';
import { append, unfinished } from './journal.ts';
import { type Places, placesIn } from './places.ts';
import { type Arrival, adopt, listReleases, proveRelease, type Release, removeRelease } from './release.ts';

/** Another run holds the target, or changed it since it was looked at: exit code 5. */
export class Conflict extends Error {
  override readonly name = 'Conflict';
}

/** A directory that a server reads through `current`. */
export interface Directory {
  readonly path: string;
  readonly places: Places;
  current(): Promise<Release | null>;
  /** a new empty directory on the target's disk, for files that are verified while they arrive */
  incoming(): Promise<string>;
}

/** A held target: only one run at a time has one. */
export interface HeldDirectory {
  /** Ends what a crashed run began: `keep` says whether that run's release had become official. */
  recover(keep: (release: Release) => Promise<boolean>, at: string): Promise<string | null>;
  stage(arrival: Arrival): Promise<Release>;
  /** Announces, then switches. */
  switchTo(to: Release, from: Release | null, at: string): Promise<void>;
  switchBack(from: Release | null, at: string): Promise<void>;
  commit(at: string, keep: number): Promise<void>;
}

/** @throws InputError when the directory cannot be made or written */
export async function openDirectory(path: string): Promise<Directory> {
  const places = placesIn(path);
  await mkdir(places.releases, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw inputProblem({
      where: 'target-config.path',
      what: `${quoted(path)} cannot be used (${error.code})`,
      next: 'Name a directory this job may write.',
    });
  });
  await mkdir(places.hidden, { recursive: true });
  return {
    path,
    places,
    current: () => currentRelease(places),
    async incoming() {
      const directory = places.incoming(`${process.pid}-${thisHost}-${randomUUID()}`);
      await mkdir(directory, { recursive: true });
      return directory;
    },
  };
}

/** A dead holder is removed in the first round; a living one keeps the target: then this run is the one that gives way. */
const LOCK_TIMES = { waitMs: 1_000, staleMs: 90_000 };

/**
 * Runs `work` while this run holds the target.
 *
 * @throws Conflict when another run holds it
 */
export async function holding<T>(
  { places }: Directory,
  run: string,
  work: (held: HeldDirectory) => Promise<T>,
): Promise<T> {
  let entered = false;
  const enter = () => {
    entered = true;
    return work(heldDirectory(places, run));
  };
  return locked(places.lock, enter, LOCK_TIMES).catch((error: unknown) => {
    throw entered ? error : new Conflict(`${places.root}: another deployment is under way`);
  });
}

function heldDirectory(places: Places, run: string): HeldDirectory {
  const note = (type: 'begin' | 'flip' | 'commit' | 'abort', at: string, from: Release | null, to: Release | null) =>
    append(places.journal, { type, at, run, from: from?.name ?? null, to: to?.name ?? null });
  return {
    recover: (keep, at) => recover(places, keep, (to) => note('abort', at, null, to)),
    stage: (arrival) => adopt(places, arrival),
    async switchTo(to, from, at) {
      await note('begin', at, from, to);
      await rememberPrevious(places, from);
      await note('flip', at, from, to);
      await flip(places, to);
    },
    async switchBack(from, at) {
      if (from) await proveRelease(places, from);
      await flip(places, from);
      await note('abort', at, null, from);
    },
    async commit(at, keep) {
      await note('commit', at, null, await currentRelease(places));
      await prune(places, keep);
    },
  };
}

/** A run that died between its announcement and its end: its release goes unless the record store knows it serves. */
async function recover(
  places: Places,
  keep: (release: Release) => Promise<boolean>,
  close: (to: Release | null) => Promise<void>,
): Promise<string | null> {
  await sweep(places);
  const open = await unfinished(places.journal);
  if (!open) return null;
  const current = await currentRelease(places);
  if (!current || current.name !== open.to || (await keep(current))) {
    await flip(places, current); // link and pointer file may have parted
    await close(current);
    return `run ${open.run} had stopped before its end; what serves is as the record store says`;
  }
  const before = (await listReleases(places)).find(({ name }) => name === open.from) ?? null;
  await flip(places, before);
  await close(before);
  return `run ${open.run} had stopped after its switch and before its proof; ${before?.modelVersion ?? 'nothing'} serves again`;
}

/** What crashed runs left half copied; nobody else holds the target. */
async function sweep({ hidden }: Places): Promise<void> {
  for (const name of await readdir(hidden)) {
    const [, owner, host] = /^incoming-(\d+)-([0-9a-f]+)-/.exec(name) ?? [];
    const dead = owner !== undefined && host === thisHost && !isAlive(Number(owner));
    if (dead || name.startsWith('link-')) await rm(join(hidden, name), { recursive: true, force: true });
  }
}

/** A process id says nothing about another host that shares the disk. */
const thisHost = sha256(hostname()).slice(0, 8);

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Keeps the newest releases; never removes what serves or served before. */
async function prune(places: Places, keep: number): Promise<void> {
  const [current, previous] = [await currentRelease(places), await previousRelease(places)];
  const releases = await listReleases(places);
  for (const { name } of releases.slice(0, Math.max(0, releases.length - keep))) {
    if (name !== current?.name && name !== previous?.name) await removeRelease(places, name);
  }
}
