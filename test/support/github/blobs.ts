import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Blob } from './artifact-store.ts';
import type { Reply } from './reply.ts';
import type { World } from './world.ts';

/** Signed URLs of the artifacts' bytes: the part of Azure's block blobs that the artifact client uses. */
export const BLOBS = '/blobs/';

const stored = (): Reply => ({
  status: 201,
  headers: { etag: `"${randomUUID()}"`, 'x-ms-request-id': randomUUID(), 'x-ms-request-server-encrypted': 'true' },
});

/** The committed order is the list's, not that of arrival. */
function commitBlocks(blob: Blob, xml: string, type: string | undefined): Reply {
  const ids = [...xml.matchAll(/<(?:Latest|Uncommitted|Committed)>([^<]+)</g)].map((match) => match[1] ?? '');
  const parts = ids.map((id) => blob.blocks.get(id));
  if (parts.some((part) => part === undefined)) return { status: 400, body: { code: 'InvalidBlockList' } };
  blob.content = Buffer.concat(parts.filter((part) => part !== undefined));
  if (type) blob.contentType = type;
  return stored();
}

function put(blob: Blob, url: URL, bytes: Buffer, headers: IncomingHttpHeaders): Reply {
  const type = headers['x-ms-blob-content-type']?.toString();
  const part = url.searchParams.get('comp');
  if (part === 'blocklist') return commitBlocks(blob, bytes.toString(), type);
  if (part === 'block') blob.blocks.set(url.searchParams.get('blockid') ?? '', bytes);
  else Object.assign(blob, { content: bytes, ...(type && { contentType: type }) });
  return stored();
}

/** PUT of blocks, block lists and whole blobs; GET of what was committed. */
export function blobReply(world: World, method: string, url: URL, bytes: Buffer, headers: IncomingHttpHeaders): Reply {
  const [key = '', name = ''] = url.pathname.slice(BLOBS.length).split('/');
  const blob = world.blobs.get(key);
  if (!blob || !url.searchParams.has('sig')) return { status: 403, body: { code: 'AuthenticationFailed' } };
  if (method === 'PUT') return put(blob, url, bytes, headers);
  if (!blob.content) return { status: 404, body: { code: 'BlobNotFound' } };
  const disposition = `attachment; filename*=UTF-8''${name}`;
  return {
    status: 200,
    bytes: blob.content,
    headers: { 'content-type': blob.contentType, 'content-disposition': disposition },
  };
}
