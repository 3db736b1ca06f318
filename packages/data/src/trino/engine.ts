import { InputError, messageOf, ServiceError } from '@ml-actions/core/error';
import type { SqlEngine } from '../sql/engine.ts';
import { trino } from '../sql/trino.ts';
import type { TrinoConnection } from './connection.ts';
import { runStatement } from './statement.ts';

/** A Trino cluster that answers the queries of checks. */
export interface TrinoEngine extends SqlEngine {
  /** `435` */
  readonly version: string;
}

/**
 * Asks Trino who it is, so that a wrong address or password is told before anything is checked.
 * @throws InputError, ServiceError as `runStatement`
 */
export async function openTrino(connection: TrinoConnection, signal?: AbortSignal): Promise<TrinoEngine> {
  const rows = async (sql: string, where = 'engine'): Promise<Record<string, unknown>[]> => {
    const all: Record<string, unknown>[] = [];
    for await (const page of runStatement(connection, sql, where, signal))
      for (const row of page.rows) all.push(Object.fromEntries(page.columns.map(({ name }, at) => [name, row[at]])));
    return all;
  };
  const row = async (sql: string, where?: string) => (await rows(sql, where))[0] ?? {};
  const { version } = await row('SELECT version() AS version');
  return {
    version: String(version),
    dialect: trino,
    rows,
    row,
    expressionProblem: (sql, relation) => expressionProblem(rows, sql, relation),
  };
}

async function expressionProblem(rows: SqlEngine['rows'], sql: string, relation: string): Promise<string | null> {
  // the parentheses of the second statement are not those that a text could close; Trino takes one statement at a time
  const statements = [`SELECT (${sql}\n) FROM ${relation}`, `SELECT CASE WHEN ${sql}\nTHEN 1 END FROM ${relation}`];
  try {
    for (const statement of statements) await rows(`EXPLAIN (TYPE VALIDATE) ${statement}`, 'cannot be evaluated');
    return null;
  } catch (error) {
    if (error instanceof InputError || error instanceof ServiceError) return messageOf(error);
    throw error;
  }
}
