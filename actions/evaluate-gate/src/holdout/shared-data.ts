import type { Ports } from '@ml-actions/core/runner/ports';
import { withEngine } from '@ml-actions/data/with-engine';
import type { Overlap } from '@ml-actions/metrics/holdout-shape';
import type { SharedData } from '@ml-actions/metrics/scope/overlap';
import { workspacePath } from '../metric-files.ts';

/**
 * Looks at the training and test data that the policy names, as this checkout has them, for rows on both sides.
 *
 * @throws InputError for data that cannot be read, a column that is not there, times that are none
 */
export async function sharedDataOf({ train, test, ...columns }: Overlap, ports: Ports): Promise<SharedData> {
  const { openSource } = await import('@ml-actions/data/source');
  const { findOverlap } = await import('@ml-actions/data/overlap');
  const { workspace: root } = ports.run;
  const { id, label, time, group } = columns;
  return withEngine(ports.run, [root], async (engine) => {
    const open = (name: string, path: string) =>
      openSource(engine, { name: `holdout.overlap.${name}`, paths: [workspacePath(ports, path)], root });
    return findOverlap(engine, await open('train', train), await open('test', test), { id, label, time, group });
  });
}
