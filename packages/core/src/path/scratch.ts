import { mkdir, mkdtemp, readdir, realpath, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** A directory of another machine or container is left alone this long (a job runs six hours; GitHub Docs, "Usage limits"). */
const FOREIGN_MS = 24 * 3_600_000;

const host = hostname().replace(/[^\w.]/g, '') || 'host';
const FORM = /^([a-z]+)-([\w.]+)-(\d+)-[A-Za-z0-9]{6}$/;

/** Drafts beside files of the user: a kind that nobody else names a directory by. */
export const DRAFT = 'mlactionsdraft';

/**
 * A private directory inside `parent` for one process. What a killed process left there is removed first: its name
 * says whose it is.
 * @returns absolute, symbolic links resolved
 */
export async function makeScratch(parent: string, kind: string): Promise<string> {
  await mkdir(parent, { recursive: true });
  const real = await realpath(parent);
  for (const name of await readdir(real)) {
    if (await isAbandoned(join(real, name), FORM.exec(name), kind))
      await rm(join(real, name), { recursive: true, force: true });
  }
  return mkdtemp(join(real, `${kind}-${host}-${process.pid}-`));
}

async function isAbandoned(path: string, name: RegExpExecArray | null, kind: string): Promise<boolean> {
  if (name === null || name[1] !== kind) return false;
  if (name[2] === host) return !isAlive(Number(name[3]));
  const facts = await stat(path).catch(() => undefined);
  return facts !== undefined && Date.now() - facts.mtimeMs > FOREIGN_MS;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
