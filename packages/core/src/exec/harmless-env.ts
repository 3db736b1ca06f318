import type { Env } from './command.ts';

/** What a child process needs to start; everything else may be a secret. */
const harmless = new Set([
  ...['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'LANG', 'SystemRoot', 'windir'],
  ...['RUNNER_TEMP', 'RUNNER_TOOL_CACHE', 'NODE_EXTRA_CA_CERTS'],
]);

/** The environment without tokens, keys, inputs and the runner's own files. */
export const withoutSecrets = (env: Env): Env =>
  Object.fromEntries(Object.entries(env).filter(([name]) => harmless.has(name)));
