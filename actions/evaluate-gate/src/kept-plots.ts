import { messageOf } from '@ml-actions/core/error';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { GateBody } from './body.ts';
import { keepPlots } from './mode/keep-plots.ts';
import type { Plot } from './plot/render.ts';

/** Several gates and models of one commit share its folder. */
export const keptName = (model: string, id: string, name: string): string => `${model}-${id}-${name}`.toLowerCase();

/**
 * Puts the pictures of a run of the default branch into the record store, and says so in the record: what is linked is
 * there. Only the store in this repository's own branch can be linked. A store that refuses them changes no verdict.
 */
export async function withKeptPlots(
  id: string,
  body: GateBody,
  plots: readonly Plot[],
  store: string | undefined,
  ports: Ports,
): Promise<GateBody> {
  const isOwnBranch = store === undefined || store === 'auto';
  if (!ports.run.isTrusted || !isOwnBranch || plots.length === 0) return body;
  const named = new Map(plots.map(({ name, svg }) => [keptName(ports.model, id, name), svg]));
  try {
    await keepPlots(await ports.store(), ports.run.headSha, named, ports.clock());
    return { ...body, plots: [...named.keys()] };
  } catch (error) {
    ports.log.warning(`plots: ${messageOf(error)}`);
    return body;
  }
}
