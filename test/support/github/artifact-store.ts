import { createHash, randomUUID } from 'node:crypto';
import type { World } from './world.ts';

/** GitHub's default retention. */
const RETENTION_DAYS = 90;
const DAY_MS = 86_400_000;

/** What was uploaded to one signed URL: blocks until they are committed, then the whole. */
export interface Blob {
  readonly blocks: Map<string, Buffer>;
  content?: Buffer;
  contentType: string;
}

/** One artifact of a run. It is listed only once it is finalized. */
export interface Artifact {
  readonly id: number;
  readonly run: string;
  readonly job: string;
  readonly name: string;
  readonly blobKey: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly archive: boolean;
  finalized: boolean;
  size: number;
  /** `sha256:...` of the stored bytes */
  digest: string;
}

export const signedUrl = (world: World, { blobKey, name, archive }: Artifact): string =>
  `${world.apiUrl}/blobs/${blobKey}/${encodeURIComponent(name)}${archive ? '.zip' : ''}?sig=${randomUUID()}`;

export const finalized = (world: World, run: string): Artifact[] =>
  world.artifacts.filter((artifact) => artifact.run === run && artifact.finalized);

export interface NewArtifact {
  readonly run: string;
  readonly job: string;
  readonly name: string;
  readonly expiresAt?: string | undefined;
  readonly archive: boolean;
}

/** A place for an artifact; undefined when the run has one of that name. */
export function createArtifact(
  world: World,
  { run, job, name, expiresAt, archive }: NewArtifact,
): Artifact | undefined {
  if (world.artifacts.some((artifact) => artifact.run === run && artifact.name === name)) return undefined;
  const blobKey = randomUUID();
  const createdAt = world.now();
  const expiry = new Date(Date.parse(createdAt) + RETENTION_DAYS * DAY_MS).toISOString();
  const facts = { id: world.nextId(), run, job, name, blobKey, createdAt, expiresAt: expiresAt ?? expiry, archive };
  const artifact: Artifact = { ...facts, finalized: false, size: 0, digest: '' };
  world.blobs.set(blobKey, { blocks: new Map(), contentType: 'application/octet-stream' });
  world.artifacts.push(artifact);
  return artifact;
}

/** Lists the artifact if its bytes have arrived and are what the client says; otherwise the reason why not. */
export function finalize(world: World, artifact: Artifact, size: number, digest?: string): string | undefined {
  const bytes = world.blobs.get(artifact.blobKey)?.content;
  if (!bytes) return 'nothing was uploaded';
  const own = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  if (bytes.length !== size) return `size is ${bytes.length}, not ${size}`;
  if (digest && digest !== own) return `digest is ${own}, not ${digest}`;
  Object.assign(artifact, { finalized: true, size, digest: own });
  return undefined;
}

export function remove(world: World, artifact: Artifact): void {
  world.artifacts.splice(world.artifacts.indexOf(artifact), 1);
  world.blobs.delete(artifact.blobKey);
}
