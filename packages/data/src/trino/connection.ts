import { inputProblem } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';

/** `engine-config` of Trino. */
export interface TrinoConfig {
  /** `https://host[:port]`; http on loopback alone */
  readonly server: string;
  readonly catalog?: string | undefined;
  readonly schema?: string | undefined;
}

export interface TrinoConnection {
  readonly server: URL;
  /** of every request to the server's origin, credentials included */
  readonly headers: Readonly<Record<string, string>>;
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;
const DEFAULT_USER = 'ml-actions';

/**
 * Where Trino is asked and as whom: `TRINO_TOKEN` (JWT or OAuth 2.0), or `TRINO_USER` with `TRINO_PASSWORD`.
 * @throws InputError for an address that is none or would carry credentials in the clear
 */
export function trinoConnection(
  { server, catalog, schema }: TrinoConfig,
  env: Readonly<Record<string, string | undefined>>,
): TrinoConnection {
  const { TRINO_USER: user = DEFAULT_USER, TRINO_PASSWORD: password, TRINO_TOKEN: token } = env;
  return {
    server: addressOf(server),
    headers: {
      'x-trino-user': user,
      'x-trino-source': 'ml-actions',
      'x-trino-time-zone': 'UTC',
      ...(catalog && { 'x-trino-catalog': encodeURIComponent(catalog) }),
      ...(schema && { 'x-trino-schema': encodeURIComponent(schema) }),
      ...(token && { authorization: `Bearer ${token}` }),
      ...(!token && password && { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` }),
    },
  };
}

function addressOf(server: string): URL {
  const where = 'engine-config.server';
  const url = URL.parse(server);
  if (!url || !/^https?:$/.test(url.protocol))
    throw inputProblem({ where, what: 'is no address', got: quoted(server), expected: 'https://HOST[:PORT]' });
  if (url.username || url.password)
    throw inputProblem({
      where,
      what: 'holds credentials',
      next: 'Set TRINO_USER and TRINO_PASSWORD, or TRINO_TOKEN, in the environment.',
    });
  if (url.protocol === 'http:' && !LOOPBACK.test(url.hostname))
    throw inputProblem({ where, what: 'is not https', got: quoted(server), expected: 'https, or http on loopback' });
  return url;
}
