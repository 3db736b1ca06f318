import { type Block, type Counted, counted } from '../block.ts';
import { eachSource } from '../each-source.ts';
import { lookAt } from '../failing/read-numbered.ts';
import { jsonOf } from '../json-text.ts';
import { columnOf } from '../profile/table.ts';
import { columnSql } from '../sql.ts';

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
      const named = columnOf(source, column);
      const looked = { column, text: jsonOf(named), present: `${columnSql(named)} IS NOT NULL` };
      const { of, faults, rows } = await lookAt(engine, source, looked, validatorOf(schema));
      const failing = [...faults.values()].reduce((sum, count) => sum + count, 0);
      const words = [...faults].sort(([, a], [, b]) => b - a).map(([keyword, count]) => `${count} ${keyword}`);
      return [{ ...counted(source.name, claim, failing, of, words.join(', ')), rows }];
    },
  });
