import { inputProblem } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import type { Engine } from '../engine.ts';
import { columnOf } from '../profile/table.ts';
import type { Source } from '../source.ts';
import { identifier } from '../sql.ts';
import { textOf } from '../typing.ts';

/**
 * The rows of `left` with the columns of `right` that belong to them by a key; rows without a partner keep NULL there.
 * Columns that both have are taken from `left`.
 * @throws InputError when a side has not the key, or `right` has a key twice
 */
export async function joinByKey(engine: Engine, left: Source, right: Source, key: string): Promise<Source> {
  for (const { name, columns } of [left, right])
    if (!columns.some((column) => column.name === key))
      throw inputProblem({ where: 'join-key', what: `${name} has no column ${quoted(key)}` });
  const rightKey = textOf(columnOf(right, key));
  const { twice } = await engine.row(
    `SELECT count(${rightKey}) - count(DISTINCT ${rightKey}) AS twice FROM ${right.relation}`,
    right.name,
  );
  if (Number(twice) > 0)
    throw inputProblem({
      where: 'join-key',
      what: `${right.name} has rows with the same ${quoted(key)}`,
      got: `${twice} too many`,
      next: 'Keep one row of each.',
    });
  const known = new Set(left.columns.map(({ name }) => name));
  const added = right.columns.filter(({ name }) => !known.has(name));
  const picked = added.map(({ name }) => `r.${identifier(name)}`);
  const on = `${keyOf('l', left, key)} = ${keyOf('r', right, key)}`;
  return {
    ...left,
    format: 'csv', // typed once into a table, not with every scan
    stored: 'text',
    files: [...left.files, ...right.files],
    bytes: left.bytes + right.bytes,
    columns: [...left.columns, ...added],
    relation: `(SELECT ${['l.*', ...picked].join(', ')} FROM ${left.relation} l LEFT JOIN ${right.relation} r ON ${on})`,
  };
}

/** Keys are compared as text: `7` of one file is `7` of another whatever its format. */
function keyOf(alias: string, source: Source, key: string): string {
  const column = columnOf(source, key);
  const own = `${alias}.${identifier(key)}`;
  if (column.type === 'text') return own;
  return column.type === 'json' ? `(${own} ->> '$')` : `CAST(${own} AS VARCHAR)`;
}
