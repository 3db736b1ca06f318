import { type InputError, inputProblem, ServiceError } from '@ml-actions/core/error';
import type { TrinoConnection } from './connection.ts';

/** What is wrong with a statement before it reads a row (StandardErrorCode): words that hold its names and no value. */
const OF_ANALYSIS: readonly string[] = [
  'AMBIGUOUS_NAME',
  'CATALOG_NOT_FOUND',
  'COLUMN_NOT_FOUND',
  'EXPRESSION_NOT_AGGREGATE',
  'EXPRESSION_NOT_SCALAR',
  'FUNCTION_NOT_FOUND',
  'MISSING_CATALOG_NAME',
  'MISSING_SCHEMA_NAME',
  'PERMISSION_DENIED',
  'QUERY_TEXT_TOO_LARGE',
  'SCHEMA_NOT_FOUND',
  'SYNTAX_ERROR',
  'TABLE_NOT_FOUND',
  'TYPE_MISMATCH',
  'TYPE_NOT_FOUND',
];

/** An error of a query in words that hold no cell value: its own message may quote one. */
export function queryError(
  {
    errorName,
    errorType,
    message,
  }: { readonly errorName: string; readonly errorType: string; readonly message: string },
  id: string,
  where: string,
): InputError | ServiceError {
  if (errorType !== 'USER_ERROR' || !OF_ANALYSIS.includes(errorName))
    return new ServiceError(`${where}: Trino could not do this (${errorName}, query ${id}).`);
  const [line = ''] = message.split('\n');
  return inputProblem({ where, what: line.replace(/^line \d+:\d+: /, '').replace(/\.$/, ''), got: errorName });
}

const CREDENTIALS = 'Set TRINO_TOKEN, or TRINO_USER and TRINO_PASSWORD, in the environment of the step.';

/** An HTTP status that no query has. */
export function statusError(status: number, { server }: TrinoConnection, where: string): InputError | ServiceError {
  const what = STATUSES[status];
  if (what === undefined) return new ServiceError(`${where}: Trino at ${server.host} answers with HTTP ${status}.`);
  return inputProblem({
    where: 'engine-config.server',
    what: `Trino at ${server.host} ${what}`,
    got: `HTTP ${status}`,
    next: CREDENTIALS,
  });
}

const STATUSES: Readonly<Record<number, string>> = {
  401: 'does not accept these credentials',
  403: 'does not let this user in',
};
