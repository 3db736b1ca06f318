import { appendFile } from 'node:fs/promises';
import type { Env } from './context.ts';

/** Appends Markdown to the job summary; where there is none (a laptop) nothing is written. */
export async function writeSummary(markdown: string, env: Env): Promise<void> {
  const path = env.GITHUB_STEP_SUMMARY;
  if (path) await appendFile(path, `${markdown}\n`);
}
