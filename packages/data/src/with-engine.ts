import type { Engine } from './engine.ts';

/** What an engine needs of the job it works in. */
export interface Job {
  readonly temp: string;
  readonly toolCache: string;
}

/**
 * Opens the engine for one piece of work and closes it after it, whatever happens. The engine's code is loaded here and
 * only here, so that an action which reads no data starts without it.
 *
 * @param allow absolute directories that the work may read
 */
export async function withEngine<T>(
  job: Job,
  allow: readonly string[],
  work: (engine: Engine) => Promise<T>,
): Promise<T> {
  const { openEngine } = await import('./engine.ts');
  const engine = await openEngine({ allow, temp: job.temp, toolCache: job.toolCache });
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}
