import { sha256 } from '@ml-actions/core/json/digest';
import { layout } from '@ml-actions/core/store/layout';
import { readChain } from '../chain.ts';
import { sequenceOf } from '../event.ts';
import { numberIn } from '../version.ts';
import { type Ground, readOrEmpty } from './ground.ts';

/** The directory of the chain that an event belongs to; undefined for every other file. */
export const chainOf = (path: string): string | undefined =>
  /^(?:models\/[^/]+\/events\/\d+|deployments\/[^/]+\/[^/]+)\//.exec(path)?.[0];

/** Each event names the digest of the one before it; the first event of a version that of the version before. */
export async function* chainProblems(ground: Ground, directory: string): AsyncGenerator<string> {
  let previous = await digestBefore(ground, directory);
  for (const [index, { path, event, sha256: digest }] of (await readChain(ground.view, directory)).entries()) {
    ground.count(directory.startsWith('models/') ? 'events' : 'deployments');
    if (sequenceOf(path) !== index + 1) yield `event ${index + 1} is missing`;
    if (event.previous !== previous)
      yield `event ${index + 1} does not follow the one before it: one of the two was changed`;
    previous = digest;
  }
}

async function digestBefore({ view }: Ground, directory: string): Promise<string | null> {
  const [, model = '', number = ''] = /^(models\/[^/]+)\/events\/(\d+)\/$/.exec(directory) ?? [];
  const [first] = model === '' || number === '1' ? [] : await view.list(`${model}/events/${Number(number) - 1}/`);
  return first === undefined ? null : sha256(await readOrEmpty(view, first));
}

/** A number that was taken: did it become a version, was it given up, or did its record get lost? */
export async function fateOf(
  { view }: Ground,
  directory: string,
): Promise<{ readonly version: string; readonly fate: 'version' | 'gap' | 'lost' }> {
  const name = decodeURIComponent(directory.split('/')[1] ?? '');
  const number = numberIn(directory);
  const version = `${name}@${number}`;
  if (await view.read(layout.version(name, number))) return { version, fate: 'version' };
  const last = (await readChain(view, directory)).at(-1)?.event.type;
  return { version, fate: last === 'intent' || last === 'abandoned' ? 'gap' : 'lost' };
}
