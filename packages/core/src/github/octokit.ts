import { defaults } from '@actions/github/lib/utils';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { Octokit } from '@octokit/rest';
import type { ClientOptions } from './client-options.ts';

/** Tries after the first one, for server errors and lost connections; waits 1, 4 and 9 seconds. */
const retries = 3;
/** Tries after the first one when a rate limit was hit. */
const limitRetries = 2;
/** A job waits at most this long for a rate limit, in seconds; the primary limit may take an hour. */
const longestWait = 90;
/** GitHub ends its own requests after 10 seconds; uploads of release assets get the rest. In milliseconds. */
const requestTimeout = 60_000;
const clientErrors = Array.from({ length: 100 }, (_, at) => 400 + at);

type Fetch = typeof fetch;

/** Builds the client: @actions/github's proxy-aware fetch under @octokit/rest with retry and throttling. */
export function openOctokit(options: ClientOptions, onRequest: () => void): Octokit {
  const { token, apiUrl, userAgent, log, second = 1_000 } = options;
  const base = fetchFor(apiUrl);
  const counted: Fetch = (url, init) => {
    onRequest();
    return base(url, { ...init, signal: AbortSignal.timeout(requestTimeout) });
  };
  const mayWait = (seconds: number, _request: unknown, _octokit: unknown, count: number): boolean => {
    const again = seconds <= longestWait && count < limitRetries;
    log.info(`GitHub's rate limit was reached${again ? `; trying again in ${seconds} s` : ''}.`);
    return again;
  };
  const Client = Octokit.plugin(honestAnswers, retry, throttling);
  return new Client({
    ...(token && { auth: token }),
    baseUrl: apiUrl,
    userAgent,
    log: silent,
    request: { fetch: counted, log: silent },
    retry: { retries, doNotRetry: clientErrors, retryAfterBaseValue: second },
    throttle: { onRateLimit: mayWait, onSecondaryRateLimit: mayWait, retryAfterBaseValue: second, ...unpaced },
  });
}

/** @actions/github's fetch honours the proxy variables, for the server the runner belongs to; loopback needs none. */
function fetchFor(apiUrl: string): Fetch {
  const { hostname } = new URL(apiUrl);
  const isLoopback = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
  return isLoopback ? fetch : ((defaults.request?.fetch as Fetch | undefined) ?? fetch);
}

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** The throttling plugin spaces writes by seconds, for clients that make many; a run makes a handful. */
const straight = {
  key: () => ({
    schedule: (_options: unknown, job: (...args: unknown[]) => unknown, ...args: unknown[]) => job(...args),
  }),
};
const unpaced = { write: straight, notifications: straight, global: straight } as object;

/**
 * Two repairs below the other plugins: octokit returns a cut JSON body as a string, as if it were the answer; and the
 * throttling plugin knows a 429 only by GitHub's words, not by its status.
 */
function honestAnswers(octokit: Pick<Octokit, 'hook'>): void {
  octokit.hook.wrap('request', async (request, options) => {
    const response = await request(options);
    const isJson = String(response.headers['content-type'] ?? '').includes('application/json');
    if (!isJson || typeof response.data !== 'string') return response;
    // a write that was answered has happened: asking again would do it twice
    if (options.method !== 'GET') options.request = { ...options.request, retries: 0 };
    throw Object.assign(new Error('the answer was cut short'), { status: 502, request: options, response });
  });
  octokit.hook.error('request', (error) => {
    const { status, message } = error as Error & { readonly status?: number };
    if (status === 429 && !/secondary rate/i.test(message)) error.message = `secondary rate limit: ${message}`;
    throw error;
  });
}
