import { parseJson } from '@ml-actions/core/json/canonical';
import { eventSchema } from '@ml-actions/core/record/chain';
import { readAlias } from '@ml-actions/core/reference/find-version';
import type { Ports } from '@ml-actions/core/runner/ports';
import { layout } from '@ml-actions/core/store/layout';
import type { StoreView } from '@ml-actions/core/store/store';

/**
 * When the version that serves began to, in milliseconds since 1970; null where no deployment says. Deployments that
 * failed or were taken back moved no alias, and another one of the same version changes nothing for its rows.
 */
export async function servingSince(environment: string, { store, model }: Ports): Promise<number | null> {
  const view = await (await store()).view();
  const alias = await readAlias(view, model, environment);
  const { length } = await view.list(layout.deployments(environment, model));
  let since: number | null = null;
  for (let at = length; alias && at > 0; at--) {
    const { type, version, time } = await deploymentAt(view, layout.deployment(environment, model, at));
    if (type !== 'deployed') continue;
    if (version !== alias.version) break;
    since = time;
  }
  return since;
}

async function deploymentAt(view: StoreView, path: string) {
  const bytes = (await view.read(path)) ?? Buffer.from('null');
  const { data } = eventSchema.safeParse(parseJson(bytes, path));
  return { type: data?.type, version: data?.version, time: Date.parse(data?.at ?? '') };
}
