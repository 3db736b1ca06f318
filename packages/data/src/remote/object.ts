import { inputProblem } from '@ml-actions/core/error';
import { hasCredentials } from '@ml-actions/core/path/address';
import { quoted } from '@ml-actions/core/path/inside';

/** One line of `remote`: what is fetched, and what it must be. */
export interface RemoteObject {
  /** without credentials; it is how the record names the file */
  readonly uri: string;
  /** 64 lower-case hexadecimal digits */
  readonly sha256?: string;
  /** bytes */
  readonly size?: number;
}

export const SCHEMES = ['https', 's3', 'gs', 'az', 'hf'] as const;
export type Scheme = (typeof SCHEMES)[number];

const PIN = /^(.*\S)\s+(sha256|size)[=:](\S+)$/is;
const GLOB = /[*?[{]/;

/** Whether the URI names objects by a pattern. In an address of the web `?` starts the query. */
export const isPattern = (uri: string): boolean => schemeOf(uri) !== 'https' && GLOB.test(uri);

export const schemeOf = (uri: string): Scheme | undefined =>
  SCHEMES.find((scheme) => uri.toLowerCase().startsWith(`${scheme}://`));

/**
 * `URI [sha256=HEX] [size=BYTES]`, the pins in any order.
 * @throws InputError for another scheme, credentials in the address, a pin of another form or of a pattern
 */
export function remoteObject(line: string): RemoteObject {
  const pins = new Map<string, string>();
  let uri = line.trim();
  for (let match = PIN.exec(uri); match; match = PIN.exec(uri)) {
    pins.set(match[2]?.toLowerCase() ?? '', match[3] ?? '');
    uri = match[1] ?? '';
  }
  checkUri(uri);
  const sha256 = pins.get('sha256')?.toLowerCase();
  const size = pins.get('size');
  if (sha256 !== undefined && !/^[0-9a-f]{64}$/.test(sha256))
    throw problem('the sha256 has another form', sha256, '64 hexadecimal digits');
  if (size !== undefined && !/^[0-9]{1,15}$/.test(size)) throw problem('the size is no number of bytes', size);
  if (isPattern(uri) && pins.size > 0)
    throw problem('a pattern has no digest of its own', uri, 'one line for each object, or no `sha256` and `size`');
  return { uri, ...(sha256 !== undefined && { sha256 }), ...(size !== undefined && { size: Number(size) }) };
}

function checkUri(uri: string): void {
  if (schemeOf(uri) === undefined)
    throw problem('cannot be fetched', uri, SCHEMES.map((scheme) => `${scheme}://`).join(', '));
  if (hasCredentials(uri))
    throw problem('an address holds no credentials', uri, 'credentials in the environment of the step');
}

const problem = (what: string, got: string, expected?: string) =>
  inputProblem({ where: 'remote', what, got: quoted(got), ...(expected && { expected }) });
