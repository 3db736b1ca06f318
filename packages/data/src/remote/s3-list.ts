import { matchesGlob } from 'node:path/posix';
import { inputProblem } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import { containerAndKey, type Env } from './access.ts';
import type { RemoteObject } from './object.ts';
import { type Requesting, request } from './request.ts';
import { s3Listing } from './s3.ts';

/** Keys looked at for one pattern: a listing page holds 1,000 of them (S3 API Reference, ListObjectsV2). */
const MAX_LISTED = 100_000;
/** A page of 1,000 keys of 1,024 bytes each, escaped, with room to spare. */
const MAX_PAGE_BYTES = 16 * 2 ** 20;

/**
 * The objects of a bucket whose keys match a pattern, sorted by key. `**` crosses `/`, `*` does not.
 * @throws InputError when none matches, or more keys begin like the pattern than are looked at
 */
export async function listS3(pattern: string, env: Env, requesting: Requesting): Promise<RemoteObject[]> {
  const { container, key } = containerAndKey(pattern);
  const prefix = key.slice(0, key.search(/[*?[{]/));
  const found: RemoteObject[] = [];
  let listed = 0;
  for (let token: string | undefined = ''; token !== undefined; ) {
    const query = { 'list-type': '2', 'encoding-type': 'url', prefix, ...(token && { 'continuation-token': token }) };
    const response = await request(s3Listing(container, query, env), pattern, {}, requesting);
    const page = parsePage(await textOf(response, pattern));
    listed += page.objects.length;
    if (listed > MAX_LISTED)
      throw inputProblem({
        where: 'remote',
        what: `${quoted(pattern)} has too many keys to look at`,
        got: `${listed}`,
      });
    for (const { key: each, size } of page.objects)
      if (!each.endsWith('/') && matchesGlob(each, key)) found.push({ uri: `s3://${container}/${each}`, size });
    token = page.next;
  }
  if (found.length === 0) throw inputProblem({ where: 'remote', what: `${quoted(pattern)} matches no object` });
  return found.sort((a, b) => (a.uri < b.uri ? -1 : 1));
}

async function textOf(response: Response, pattern: string): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.byteLength;
    if (size > MAX_PAGE_BYTES)
      throw inputProblem({ where: 'remote', what: `the listing of ${quoted(pattern)} is no page` });
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

interface Page {
  readonly objects: readonly { readonly key: string; readonly size: number }[];
  readonly next: string | undefined;
}

/** A ListBucketResult. Its keys are percent-encoded, as asked for, so that nothing in them is markup. */
function parsePage(xml: string): Page {
  const one = (text: string, tag: string): string | undefined => text.match(`<${tag}>([^<]*)</${tag}>`)?.[1];
  const isEncoded = one(xml, 'EncodingType') === 'url';
  const objects = [...xml.matchAll(/<Contents>(.*?)<\/Contents>/gs)].map(([, each = '']) => {
    const key = one(each, 'Key') ?? '';
    return {
      key: isEncoded ? decodeURIComponent(key.replaceAll('+', ' ')) : plain(key),
      size: Number(one(each, 'Size')),
    };
  });
  const next = one(xml, 'IsTruncated') === 'true' ? one(xml, 'NextContinuationToken') : undefined;
  return { objects, next: next === undefined ? undefined : plain(next) };
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
const plain = (text: string): string =>
  text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => ENTITIES[name] ?? '');
