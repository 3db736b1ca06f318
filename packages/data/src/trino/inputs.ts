import { isDeepStrictEqual } from 'node:util';
import { inputProblem } from '@ml-actions/core/error';
import { choice, structure } from '@ml-actions/core/runner/input';
import type { Ports } from '@ml-actions/core/runner/ports';
import * as z from 'zod';
import { type TrinoConfig, type TrinoConnection, trinoConnection } from './connection.ts';

/** Inputs of the actions that read data in a warehouse as well. */
export const trinoInputs = {
  engine: choice(['duckdb', 'trino'])(
    'Engine that reads the data: files by `duckdb`, tables of a warehouse by `trino`',
    {
      default: 'duckdb',
    },
  ),
  'engine-config': structure(
    z.strictObject({ server: z.string(), catalog: z.string().optional(), schema: z.string().optional() }),
  )('Where Trino is: `server: https://HOST`, and the `catalog` and `schema` of tables that do not name theirs'),
} as const;

/**
 * Where an action's inputs say that Trino is. Credentials of the environment go only to a server that the workflow
 * names: a change of the configuration file could send them anywhere.
 * @throws InputError
 */
export function connectionOf(
  action: string,
  given: TrinoConfig | undefined,
  { config, env }: Pick<Ports, 'config' | 'env'>,
): TrinoConnection {
  if (given === undefined)
    throw inputProblem({
      where: 'engine-config',
      what: 'is missing',
      expected: 'where Trino is: `server: https://HOST`',
    });
  const isConfigured = isDeepStrictEqual(given, config.section(action).get('engine-config')?.value);
  if (isConfigured && (env.TRINO_PASSWORD || env.TRINO_TOKEN))
    throw inputProblem({
      where: 'engine-config',
      what: 'credentials go only to a server that the workflow names, and this one stands in the configuration file',
      next: 'Set `engine-config` in the workflow.',
    });
  return trinoConnection(given, env);
}
