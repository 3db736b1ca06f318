import { setTimeout as sleep } from 'node:timers/promises';
import { type InputError, inputProblem, messageOf, ServiceError } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import type { Access } from './access.ts';

export interface Requesting {
  /** milliseconds before the second try; each later one waits twice as long */
  readonly pause: number;
  readonly signal?: AbortSignal;
}

/** As the AWS SDKs' standard mode and one more, since a runner's whole job hangs on it. */
export const TRIES = 4;
/** RFC 9110 leaves the number to the client; browsers stop at 20, stores need at most two. */
const MAX_REDIRECTS = 5;
/** A server may ask for a pause (RFC 9110, Retry-After); a job waits this long at most, in seconds. */
const LONGEST_PAUSE = 30;
/** No answer and no byte in this time: the connection is dead, in milliseconds. */
export const SILENCE_MS = 60_000;
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];
const PASSING: readonly number[] = [408, 425, 429, 500, 502, 503, 504];

/** Worth another try. */
export class Passing extends Error {
  readonly after: number;
  constructor(message: string, after = 0) {
    super(message);
    this.after = after;
  }
}

/**
 * The answer to a GET, 200 or 206. Redirects are followed to https alone and never carry credentials to another origin.
 * @throws InputError for what another try does not change (not found, no access, a redirect that is refused)
 * @throws ServiceError when the last try failed as well
 */
export const request = (
  access: Access,
  uri: string,
  extra: Readonly<Record<string, string>>,
  requesting: Requesting,
): Promise<Response> => trying(uri, requesting, () => requestOnce(access, uri, extra, requesting.signal));

/** Repeats work that may fail in passing. */
export async function trying<T>(uri: string, { pause, signal }: Requesting, work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof Passing)) throw error;
      if (tries === TRIES)
        throw new ServiceError(`remote: ${quoted(uri)} could not be fetched in ${TRIES} tries (${error.message}).`);
      const wait = Math.max(pause * 2 ** (tries - 1), error.after * 1_000);
      await sleep(wait, undefined, signal ? { signal } : {});
    }
  }
}

/** One GET, its redirects followed. @throws Passing when another try may help */
export async function requestOnce(
  access: Access,
  uri: string,
  extra: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<Response> {
  let url = access.url;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    const headers = url.origin === access.url.origin ? await access.headers(url, extra) : { ...extra };
    const response = await send(url, headers, signal);
    const location = response.headers.get('location');
    if (!REDIRECTS.includes(response.status) || location === null) return judged(response, uri);
    await response.body?.cancel();
    url = redirected(url, location, access.url, uri);
  }
  throw inputProblem({ where: 'remote', what: `${quoted(uri)} redirects more than ${MAX_REDIRECTS} times` });
}

async function send(url: URL, headers: Record<string, string>, signal?: AbortSignal): Promise<Response> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), SILENCE_MS);
  try {
    const signals = signal ? [signal, silence.signal] : [silence.signal];
    // what is hashed is what is stored: no compression on the way
    const all = { 'accept-encoding': 'identity', ...headers };
    return await fetch(url.href, { headers: all, redirect: 'manual', signal: AbortSignal.any(signals) });
  } catch (error) {
    const { cause } = error as { cause?: unknown };
    throw new Passing(silence.signal.aborted ? 'no answer' : codeOf(cause ?? error));
  } finally {
    clearTimeout(timer);
  }
}

/** The system's code of a failed connection, or its message, never an address with a signature in it. */
const codeOf = (cause: unknown): string =>
  (cause as { code?: string }).code ?? messageOf(cause).replace(/\S+:\/\/\S+/g, '...');

function redirected(from: URL, location: string, origin: URL, uri: string): URL {
  const to = URL.parse(location, from.href);
  if (to && (to.protocol === 'https:' || to.origin === origin.origin)) return to;
  throw inputProblem({
    where: 'remote',
    what: `${quoted(uri)} redirects to an address that is not https`,
    got: quoted(to ? `${to.protocol}//${to.host}` : location),
  });
}

async function judged(response: Response, uri: string): Promise<Response> {
  const { status, headers } = response;
  if (status === 200 || status === 206) return response;
  await response.body?.cancel();
  if (PASSING.includes(status)) throw new Passing(`HTTP ${status}`, retryAfter(headers));
  throw refused(status, uri, headers.get('x-amz-bucket-region'));
}

const retryAfter = (headers: Headers): number => Math.min(Number(headers.get('retry-after') ?? 0) || 0, LONGEST_PAUSE);

function refused(status: number, uri: string, region: string | null): InputError {
  const what = `${quoted(uri)} ${REASONS[status] ?? 'cannot be fetched'}`;
  const next = region && status !== 404 ? `The bucket is in ${region}: set AWS_REGION.` : NEXT[status];
  return inputProblem({ where: 'remote', what, got: `HTTP ${status}`, ...(next && { next }) });
}

const REASONS: Readonly<Record<number, string>> = {
  401: 'needs credentials',
  403: 'may not be read with these credentials',
  404: 'does not exist',
  412: 'changed while it was fetched',
};
const CREDENTIALS =
  'Give the step credentials that may read it: AWS_*, GOOGLE_OAUTH_ACCESS_TOKEN, AZURE_STORAGE_*, HF_TOKEN.';
const NEXT: Readonly<Record<number, string>> = { 401: CREDENTIALS, 403: CREDENTIALS };
