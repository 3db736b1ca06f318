export type Env = Readonly<Record<string, string | undefined>>;

/** The process's environment, as it is at the moment of reading. */
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
