import { inputProblem } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';

export type Env = Readonly<Record<string, string | undefined>>;

/** Where stores are: what of the environment is no credential. */
const PLACES: ReadonlySet<string> = new Set([
  'AWS_ENDPOINT_URL',
  'AWS_ENDPOINT_URL_S3',
  'AWS_REGION',
  'AWS_DEFAULT_REGION',
  'STORAGE_EMULATOR_HOST',
  'AZURE_STORAGE_ACCOUNT',
  'AZURE_STORAGE_SERVICE_ENDPOINT',
  'HF_ENDPOINT',
]);

/** The environment without credentials: what anybody may read can still be read. */
export const anonymous = (env: Env): Env =>
  Object.fromEntries(Object.entries(env).filter(([name]) => PLACES.has(name)));

/** How one object is asked for. */
export interface Access {
  readonly url: URL;
  /**
   * Headers of a request to `url` or another address of its origin, credentials included. They are made for each request,
   * because a signature covers the address, the other headers and the time; no other origin gets them.
   */
  readonly headers: (url: URL, extra: Readonly<Record<string, string>>) => Promise<Record<string, string>>;
}

/** Access by a bearer token (RFC 6750), or by nothing for public objects. */
export const bearer = (url: URL, token: string | undefined, always: Readonly<Record<string, string>> = {}): Access => ({
  url,
  headers: async (_, extra) => ({ ...always, ...extra, ...(token && { authorization: `Bearer ${token}` }) }),
});

/** The endpoint that the environment names, else the service's own. */
export function endpoint(env: Env, names: readonly string[], usual: string): URL {
  const given = names.map((name) => env[name]).find(Boolean);
  const text = given ?? usual;
  const url = URL.parse(/^[a-z]+:\/\//i.test(text) ? text : `http://${text}`);
  if (url && /^https?:$/.test(url.protocol)) return url;
  throw inputProblem({ where: names[0] ?? 'endpoint', what: 'is no address', got: quoted(text) });
}

/** The address of a key below an endpoint. Keys are text: what a URL gives a meaning is escaped. */
export function keyUrl(base: URL, parts: readonly string[]): URL {
  const segments = parts.flatMap((part) => part.split('/'));
  const dots = segments.find((segment) => segment === '.' || segment === '..');
  if (dots !== undefined)
    throw inputProblem({ where: 'remote', what: `a key with ${quoted(dots)} as a part cannot be asked for` });
  const url = new URL(base);
  url.pathname = [base.pathname.replace(/\/+$/, ''), ...segments.map(escaped)].join('/');
  return url;
}

/** RFC 3986: everything but unreserved characters. */
const escaped = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`);

/** The container (bucket, share) and the key of `scheme://container/key`. */
export function containerAndKey(uri: string): { readonly container: string; readonly key: string } {
  const [, container = '', key = ''] = /^[^:]+:\/\/([^/]+)\/(.+)$/s.exec(uri) ?? [];
  if (container && key) return { container, key };
  throw inputProblem({ where: 'remote', what: 'names no object', got: quoted(uri), expected: 'scheme://bucket/key' });
}
