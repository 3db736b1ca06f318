import type { Env } from './context.ts';

/** The process's environment. The one place, with its neighbours here, that reads it. */
export const ambient: Env = process.env;

const prefix = 'INPUT_';

/** The inputs that the workflow gave, by name. The runner passes `with:` as `INPUT_<NAME>`, upper-cased. */
export function workflowInputs(env: Env): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(env)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length).toLowerCase(), value ?? '']),
  );
}
