import type { Ports } from '@ml-actions/core/runner/ports';
import type { Engine } from '@ml-actions/data/engine';
import type { Remote } from '@ml-actions/data/remote/fetch-for-run';

/** Opens DuckDB for one piece of work. It and the profile code are loaded here, not when the action starts. */
export async function withEngine<T>(
  { run, env }: Ports,
  remote: Remote | null,
  work: (engine: Engine) => Promise<T>,
): Promise<T> {
  const { openEngine } = await import('@ml-actions/data/engine');
  const mirror = env.npm_config_registry;
  const engine = await openEngine({
    allow: [run.workspace, ...(remote ? [remote.cache] : [])],
    temp: run.temp,
    toolCache: run.toolCache,
    ...(mirror && { mirror }),
  });
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}
