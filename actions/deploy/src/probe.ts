import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '@ml-actions/core/error';

/** Where a model answers. */
export interface Endpoint {
  readonly base: string;
  readonly ready: string;
  readonly identity: string;
  readonly infer: string;
}

/** A model that does not prove itself: the deployment does not happen, or is taken back. */
export class Unproven extends Error {
  override readonly name = 'Unproven';
}

/** One answer must come within this time; three in a row count as ready (research/deploy.md, section 4). */
const REQUEST_MS = 10_000;
const READY_IN_A_ROW = 3;
const POLL_MS = 100;
const LONGEST_POLL_MS = 500;
const ANSWER_LIMIT = 1024 * 1024;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** One request to an endpoint: no redirects, at most 1 MiB, at most 10 s. @throws Unproven */
export async function ask(url: string, init: RequestInit = {}): Promise<Answer> {
  try {
    const response = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(REQUEST_MS) });
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response.body ?? []) {
      size += chunk.length;
      if (size > ANSWER_LIMIT) throw new Error(`its answer is longer than ${ANSWER_LIMIT} bytes`);
      chunks.push(chunk);
    }
    return { status: response.status, headers: response.headers, text: Buffer.concat(chunks).toString('utf8') };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : messageOf(error);
    throw new Unproven(`${url} gave no answer (${cause})`);
  }
}

/**
 * Waits until an endpoint is ready and reports the digest: three times in a row, so that neither a server that is going
 * down nor one of several old replicas passes for the new one.
 *
 * @param stopped says why waiting makes no sense any more
 * @throws Unproven with the last thing that was seen
 */
export async function awaitIdentity(
  endpoint: Endpoint,
  digest: string,
  seconds: number,
  stopped: () => string | null,
): Promise<string> {
  const end = performance.now() + seconds * 1000;
  let last = 'nothing yet';
  for (let row = 0, pause = POLL_MS; row < READY_IN_A_ROW; ) {
    const why = stopped();
    if (why) throw new Unproven(why);
    last = await problemOf(endpoint, digest);
    row = last === '' ? row + 1 : 0;
    if (row === READY_IN_A_ROW) break;
    if (performance.now() > end)
      throw new Unproven(`after ${seconds} s: ${last || 'ready, but not three times in a row'}`);
    await sleep(pause);
    if (last !== '') pause = Math.min(LONGEST_POLL_MS, pause * 1.5);
  }
  return `digest reported ${READY_IN_A_ROW} times by ${endpoint.base}${endpoint.identity}`;
}

/** What keeps an endpoint from being the model; empty when nothing does. */
async function problemOf(endpoint: Endpoint, digest: string): Promise<string> {
  try {
    const ready = await ask(endpoint.base + endpoint.ready);
    if (ready.status !== 200) return `${endpoint.base}${endpoint.ready} answers ${ready.status}`;
    const served = await servedDigest(endpoint);
    return served === digest
      ? ''
      : `${endpoint.base}${endpoint.identity} serves ${served ? `sha256 ${served}` : 'a model that does not say its digest'}`;
  } catch (error) {
    if (error instanceof Unproven) return error.message;
    throw error;
  }
}

/** The digest an endpoint reports: header `X-Model-Digest`, else `parameters.digest` of its JSON. @throws Unproven */
export async function servedDigest({ base, identity }: Endpoint): Promise<string | null> {
  const { headers, text } = await ask(base + identity);
  return digestIn(headers.get('x-model-digest')) ?? digestIn(reported(text));
}

function reported(text: string): unknown {
  try {
    return (JSON.parse(text) as { parameters?: { digest?: unknown } } | null)?.parameters?.digest;
  } catch {
    return undefined;
  }
}

const digestIn = (value: unknown): string | null =>
  typeof value === 'string' ? (/^(?:sha256:)?([0-9a-f]{64})$/.exec(value)?.[1] ?? null) : null;
