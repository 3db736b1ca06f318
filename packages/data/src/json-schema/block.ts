import { type Block, type Counted, counted } from '../block.ts';
import { eachSource } from '../each-source.ts';
import type { Engine } from '../engine.ts';
import { jsonOf } from '../json-text.ts';
import { columnOf } from '../profile/table.ts';
import type { Source } from '../source.ts';
import { columnSql } from '../sql.ts';
import type { Validator } from './validator.ts';

/** What the values of a column must be. */
export interface CellSchema {
  readonly claim: Counted;
  readonly where: string | null;
  readonly column: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

/**
 * Every value of a column against a JSON Schema: text is parsed, lists and structures are taken as they are. Null policy:
 * a missing value is not looked at. Of what is wrong only the schema's keywords are told.
 */
export const cellSchemaBlock = ({ claim, where, column, schema }: CellSchema): Block =>
  eachSource({
    claims: [claim],
    where,
    columns: [column],
    evaluate: async ({ engine }, source) => {
      const { validatorOf } = await import('./validator.ts');
      const { of, broken } = await brokenIn(engine, source, column, validatorOf(schema));
      const failing = [...broken.values()].reduce((sum, count) => sum + count, 0);
      const words = [...broken].sort(([, a], [, b]) => b - a).map(([keyword, count]) => `${count} ${keyword}`);
      return [counted(source.name, claim, failing, of, words.join(', '))];
    },
  });

async function brokenIn(engine: Engine, source: Source, name: string, problemOf: Validator) {
  const column = columnOf(source, name);
  const broken = new Map<string, number>();
  let of = 0;
  const sql = `SELECT ${jsonOf(column)} AS x FROM ${source.relation} WHERE ${columnSql(column)} IS NOT NULL`;
  for await (const chunk of engine.chunks(sql, source.name))
    for (const text of chunk.getColumnValues(0)) {
      of += 1;
      const problem = problemOf(String(text));
      if (problem !== null) broken.set(problem, (broken.get(problem) ?? 0) + 1);
    }
  return { of, broken };
}
