import { parseJson } from '@ml-actions/core/json/canonical';
import { aliasSchema } from '@ml-actions/core/record/chain';
import { layout } from '@ml-actions/core/store/layout';
import { readChain } from '../chain.ts';
import type { Ground } from './ground.ts';

/** An alias, followed back through all its moves: each names the event it replaced. */
export async function* aliasProblems(ground: Ground, path: string, bytes: Uint8Array): AsyncGenerator<string> {
  ground.count('aliases');
  const [, name = '', alias = ''] = (/^models\/([^/]+)\/aliases\/([^/]+)\.json$/.exec(path) ?? []).map((part) =>
    decodeURIComponent(part),
  );
  const pointer = aliasSchema.parse(parseJson(bytes, path));
  let version: unknown = pointer.version;
  let digest: unknown = pointer.event;
  for (let expected: unknown = pointer.previous; digest !== null; ) {
    const events = await readChain(ground.view, layout.events(name, Number(version)));
    const moved = events.find((one) => one.sha256 === digest)?.event;
    const fits = moved?.type === 'alias-set' && moved.alias === alias && moved.version === version;
    if (!fits || (expected !== undefined && moved.previousVersion !== expected)) {
      yield `no event moved it to version ${version}`;
      return;
    }
    if (typeof moved.deployment === 'string') yield* deploymentProblems(ground, alias, name, moved.deployment);
    [version, digest, expected] = [moved.previousVersion, moved.replaces, undefined];
  }
}

async function* deploymentProblems(
  { view }: Ground,
  environment: string,
  name: string,
  digest: string,
): AsyncGenerator<string> {
  const events = await readChain(view, layout.deployments(environment, name));
  if (!events.some((one) => one.sha256 === digest)) yield 'the deployment that moved it was changed';
}
