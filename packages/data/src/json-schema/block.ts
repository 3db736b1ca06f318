import type { Block, Counted } from '../block.ts';
import { eachSource } from '../each-source.ts';
import { faultsIn } from '../faults.ts';

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
    look: faultsIn({
      asked: ['json_schema', READING, column, schema],
      column,
      claim,
      faultOf: async () => (await import('./validator.ts')).validatorOf(schema),
      noteOf: (_failing, _of, faults) => mostFirst(faults).join(', '),
    }),
  });

/** Values that are validated otherwise are other findings: raise it with the library. */
const READING = 1;

const mostFirst = (faults: ReadonlyMap<string, number>): readonly string[] =>
  [...faults]
    .sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1))
    .map(([keyword, count]) => `${count} ${keyword}`);
