import type { Engine } from '../engine.ts';
import { isPersonal } from '../failing/personal.ts';
import { soundsPersonal } from '../pii/column-names.ts';
import { kindOf } from '../profile/kind.ts';
import { type Reading, typedTable } from '../profile/table.ts';
import { type Meaning, withMissing } from '../relation.ts';
import type { Source } from '../source.ts';
import type { InferredType } from '../written.ts';
import { categoriesOf } from './categories.ts';
import { numbersOf } from './numbers.ts';
import type { ColumnShape, SourceShape } from './shape.ts';

/** Pictures of more values look the same; above, they are drawn from about so many. */
const MOST_VALUES = 1_000_000;

export interface Wish {
  readonly meaning: Meaning;
  /** what the columns are where the contract does not say */
  readonly types: ReadonlyMap<string, InferredType>;
  /** rows of the source, counted before */
  readonly rows: number;
  /** whether categories may be named; those of a personal column never are, nor is it drawn */
  readonly named: boolean;
}

/**
 * The shape of every column of a source. Large data is drawn from a part of its rows, and the answer says so.
 * @throws InputError when the source cannot be read to its end
 */
export async function takeShape(engine: Engine, given: Source, wish: Wish): Promise<SourceShape> {
  const known = withMissing(given, wish.meaning, engine.dialect);
  const { source, sampled, drop } = await sampledSource(engine, known, wish.rows);
  try {
    const { types, personal } = wish.meaning;
    const isHidden = (name: string): boolean => isPersonal(name, personal) || soundsPersonal(name);
    const readings = source.columns.map(({ name }): Reading => {
      const type = types.get(name) ?? wish.types.get(name) ?? 'string';
      return { name, role: 'feature', kind: isHidden(name) ? 'opaque' : kindOf(type), type };
    });
    return { source: given.name, sampled, columns: await columnShapes(engine, source, readings, wish) };
  } finally {
    await drop();
  }
}

async function columnShapes(
  engine: Engine,
  source: Source,
  readings: readonly Reading[],
  { named }: Wish,
): Promise<ColumnShape[]> {
  const table = await typedTable(engine, source, readings);
  try {
    const numbers = await numbersOf(engine, source, table, readings);
    const asked = readings.flatMap(({ kind }, at) =>
      kind === 'categorical' || kind === 'boolean' ? [{ at, named: named || kind === 'boolean' }] : [],
    );
    const categories = await categoriesOf(engine, source, table, asked);
    return readings.map(({ name, type }, at): ColumnShape => {
      const { rows, missing, invalid } = table.totals(at);
      return { name, type, rows, missing, invalid, drawn: categories.get(at) ?? numbers.get(at) ?? null };
    });
  } finally {
    await table.drop();
  }
}

let samples = 0;

/** The source itself, or a table of about as many of its rows as a picture needs. */
async function sampledSource(engine: Engine, source: Source, rows: number) {
  const share = MOST_VALUES / Math.max(1, rows * source.columns.length);
  if (share >= 1) return { source, sampled: false, drop: async () => {} };
  const name = `shape_${samples++}`;
  await engine.rows(
    `CREATE TEMP TABLE ${name} AS SELECT * FROM ${source.relation} TABLESAMPLE system(${share * 100} PERCENT)`,
    source.name,
  );
  const drop = async (): Promise<void> => {
    await engine.rows(`DROP TABLE ${name}`);
  };
  const { counted: _, ...sample } = { ...source, relation: name };
  return { source: sample, sampled: true, drop };
}
