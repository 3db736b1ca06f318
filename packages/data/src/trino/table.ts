import { inputProblem } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import type { Table } from '../source.ts';
import { identifier } from '../sql.ts';
import type { TrinoEngine } from './engine.ts';

/** `catalog.schema.table`; parts with other characters in double quotes, as in SQL. */
const PART = /"((?:[^"]|"")+)"|([^".\s]+)/y;
const MOST_PARTS = 3;

export interface TableSpec {
  /** how messages and results call it */
  readonly name: string;
  /** `catalog.schema.table`, the first parts where the connection has none */
  readonly path: string;
  /** accept a table without a single row */
  readonly allowEmpty: boolean;
}

/**
 * Finds a table and its columns.
 * @throws InputError when there is no such table, nobody may read it, or it holds no row
 */
export async function openTable(engine: TrinoEngine, { name, path, allowEmpty }: TableSpec): Promise<Table> {
  const relation = partsOf(path, name).map(identifier).join('.');
  const described = await engine.rows(`DESCRIBE ${relation}`, name);
  const columns = described.map((row) => {
    const type = String(row.Type);
    return { name: String(row.Column), type, stated: { types: [type] } };
  });
  if (!allowEmpty && (await engine.rows(`SELECT 1 FROM ${relation} LIMIT 1`, name)).length === 0)
    throw inputProblem({ where: name, what: 'the table holds no row', got: quoted(path) });
  return { name, format: 'trino', stored: 'warehouse', columns, relation };
}

function partsOf(path: string, name: string): string[] {
  const parts: string[] = [];
  PART.lastIndex = 0;
  for (;;) {
    const match = PART.exec(path);
    if (!match) break;
    parts.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (PART.lastIndex === path.length && parts.length <= MOST_PARTS) return parts;
    if (path[PART.lastIndex] !== '.') break;
    PART.lastIndex++;
  }
  throw inputProblem({ where: name, what: 'names no table', got: quoted(path), expected: 'catalog.schema.table' });
}
