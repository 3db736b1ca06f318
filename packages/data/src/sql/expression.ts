import type { DuckDBConnection } from '@duckdb/node-api';
import { messageOf } from '@ml-actions/core/error';
import { literal } from '../sql.ts';
import type { GivenTables } from './engine.ts';
import { readBeside } from './reads.ts';

/** `duckdb_statement_type` of a SELECT (duckdb.h). */
const SELECT_STATEMENT = 1;
const NOT_ONE = 'is more than one expression';

/**
 * Why a text is not one expression over a relation and the given tables, in our words; null: it is. It is looked into and
 * prepared, never run: no value of the data can stand in what the engine says of it. What cannot be looked into is refused.
 */
export async function expressionProblem(
  connection: DuckDBConnection,
  sql: string,
  relation: string,
  { names, clause }: GivenTables = { names: [], clause: '' },
): Promise<string | null> {
  // the parentheses of the second statement are not those that a text could close
  const statements = [
    `${clause} SELECT (${sql}\n) FROM ${relation}`,
    `${clause} SELECT CASE WHEN ${sql}\nTHEN 1 END FROM ${relation}`,
  ];
  try {
    const refused = await treeProblem(connection, `SELECT (${sql}\n)`, names);
    if (refused !== null) return refused;
    for (const statement of statements) if (!(await isOneColumn(connection, statement))) return NOT_ONE;
    return null;
  } catch (error) {
    return unevaluable(messageOf(error));
  }
}

/** `json_serialize_sql`: the tree of each statement, or why there is none. */
type Tree =
  | { readonly error: false; readonly statements: readonly unknown[] }
  | { readonly error: true; readonly error_type: string; readonly error_message: string };

async function treeProblem(
  connection: DuckDBConnection,
  sql: string,
  tables: readonly string[],
): Promise<string | null> {
  const rows = await connection.runAndReadAll(`SELECT json_serialize_sql(${literal(sql)}) AS tree`);
  const tree: Tree = JSON.parse(String(rows.getRowObjectsJS()[0]?.tree));
  if (tree.error)
    return tree.error_type === 'parser' ? unevaluable(tree.error_message) : 'is not made of SELECTs alone';
  if (tree.statements.length !== 1) return NOT_ONE;
  const read = readBeside(tree.statements, tables);
  return read === null ? null : `reads ${read}, and may read nothing but rows of the inputs`;
}

async function isOneColumn(connection: DuckDBConnection, statement: string): Promise<boolean> {
  const extracted = await connection.extractStatements(statement);
  if (extracted.count !== 1) return false;
  const prepared = await extracted.prepare(0);
  return prepared.statementType === SELECT_STATEMENT && prepared.columnCount === 1;
}

/** What the engine says of a text, in words that people know who never chose that engine. */
const PLAIN_WORDS: readonly (readonly [pattern: RegExp, words: string])[] = [
  [/^(Failed to extract statements: )?[A-Z][A-Za-z ]+ Error: /, ''],
  [/^Referenced column (".*") not found.*$/, 'there is no column $1'],
  [/^Table with name (.*) does not exist!$/, 'there is no table $1'],
  [/^Scalar Function with name (.*) does not exist!$/, 'there is no function $1'],
  [/_LITERAL\b/g, ''],
];

const unevaluable = (message: string): string =>
  `cannot be evaluated: ${PLAIN_WORDS.reduce(
    (text, [pattern, words]) => text.replace(pattern, words),
    message.split('\n')[0] ?? '',
  )}`;
