import { inputProblem } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import type { Engine } from './engine.ts';
import { type InferredType, inferTypes } from './infer.ts';
import {
  findColumns,
  nothingPredicted,
  type PredictionColumns,
  probabilityColumns,
  type UsedColumns,
} from './prediction-columns.ts';
import { columnOf } from './profile/table.ts';
import type { Source } from './source.ts';
import { textOf, typed } from './typing.ts';

/** A column of names: `names[codes[row]]`; -1 stands for no value. */
export interface Categories {
  readonly codes: Int32Array;
  readonly names: readonly string[];
}

/** Predictions in file order, one entry per row in every array. */
export interface Predictions {
  readonly rows: number;
  /** null without an id column: rows can then be paired by position only */
  readonly ids: string[] | null;
  /** numbers for regression and numeric classes, else class names */
  readonly truth: Float64Array | string[];
  readonly predicted?: Float64Array | string[];
  /** P(positive class), or any score that rises with it */
  readonly score?: Float64Array;
  readonly probabilities?: { readonly labels: readonly string[]; readonly columns: readonly Float64Array[] };
  readonly weight?: Float64Array;
  readonly cluster?: Categories;
  /** the columns that were asked for besides; numbers with NaN for no value */
  readonly attributes?: ReadonlyMap<string, Categories | Float64Array>;
  /** the columns that were used, by part: print them */
  readonly columns: UsedColumns;
}

/** How a column is read. */
type Form = 'number' | 'text' | 'category' | 'optional number' | 'optional category';

interface Placed {
  /** the part it plays, as messages say it */
  readonly part: string;
  readonly column: string;
  readonly form: Form;
}

/**
 * Reads truth, predictions and scores as arrays. Every value must be there and of its column's type: a metric over
 * whatever happens to parse is no metric. Only `attributes` may miss values.
 *
 * @param attributes further columns, by name
 * @throws InputError for a missing or ambiguous column, a missing value, a non-numeric or non-finite score, weights
 * below 0, a repeated id
 */
export async function readPredictions(
  engine: Engine,
  source: Source,
  columns: PredictionColumns = {},
  attributes: readonly string[] = [],
): Promise<Predictions> {
  const used = findColumns(source, columns);
  const probabilities = used.score === undefined ? probabilityColumns(source) : [];
  if (used.predicted === undefined && used.score === undefined && probabilities.length === 0)
    throw nothingPredicted(source);
  const types = await inferTypes(engine, source);
  const placed = [
    ...partForms(used, types),
    ...probabilities.map(
      ({ label, name }): Placed => ({ part: `probability of ${label}`, column: name, form: 'number' }),
    ),
    ...attributes.map(
      (name): Placed => ({ part: 'attribute', column: name, form: attributeForm(source, name, types) }),
    ),
  ];
  const { rows, values } = await readColumns(engine, source, placed);
  const of = <T>(part: string): T | undefined =>
    values[placed.findIndex((each) => each.part === part)] as T | undefined;
  const weight = of<Float64Array>('weight');
  const ids = of<string[]>('id') ?? null;
  requireUsable(source.name, used, weight, ids);
  const [predicted, score, cluster] = [
    of<Float64Array | string[]>('predicted'),
    of<Float64Array>('score'),
    of<Categories>('cluster'),
  ];
  const firstProbability = placed.length - attributes.length - probabilities.length;
  return {
    rows,
    ids,
    truth: of<Float64Array | string[]>('truth') ?? [],
    ...(predicted && { predicted }),
    ...(score && { score }),
    ...(probabilities.length > 0 && {
      probabilities: {
        labels: probabilities.map(({ label }) => label),
        columns: values.slice(firstProbability, firstProbability + probabilities.length) as Float64Array[],
      },
    }),
    ...(weight && { weight }),
    ...(cluster && { cluster }),
    ...(attributes.length > 0 && {
      attributes: new Map(
        attributes.map((name, at) => [
          name,
          values[placed.length - attributes.length + at] as Categories | Float64Array,
        ]),
      ),
    }),
    columns: used,
  };
}

function requireUsable(where: string, used: UsedColumns, weight: Float64Array | undefined, ids: string[] | null): void {
  if (weight?.some((each) => each < 0))
    throw inputProblem({ where, what: `the weight ${quoted(used.weight ?? '')} is below 0 in a row` });
  const distinct = new Set(ids).size;
  if (ids && distinct !== ids.length) {
    const got = `${distinct} ids in ${ids.length} rows`;
    throw inputProblem({ where, what: `the id ${quoted(used.id ?? '')} appears more than once`, got });
  }
}

/** Truth and prediction are numbers together or names together: class 1 against "1" must not differ by spelling. */
function partForms(used: UsedColumns, types: ReadonlyMap<string, InferredType>): Placed[] {
  const both = [used.truth, used.predicted].filter((name) => name !== undefined).map((name) => types.get(name));
  const answers: Form = both.every((type) => type === 'integer' || type === 'number') ? 'number' : 'text';
  const forms: Readonly<Record<keyof UsedColumns, Form>> = {
    id: 'text',
    truth: answers,
    predicted: answers,
    score: 'number',
    weight: 'number',
    cluster: 'category',
  };
  return (Object.keys(used) as (keyof UsedColumns)[]).map((part) => ({
    part,
    column: used[part] ?? '',
    form: forms[part],
  }));
}

function attributeForm({ columns, name: where }: Source, name: string, types: ReadonlyMap<string, InferredType>): Form {
  if (!columns.some((column) => column.name === name)) {
    throw inputProblem({
      where,
      what: `there is no column ${quoted(name)}, which the policy asks for`,
      next: 'Write it beside the predictions, or take it out of the policy.',
    });
  }
  const type = types.get(name);
  return type === 'integer' || type === 'number' ? 'optional number' : 'optional category';
}

type Values = Float64Array | string[] | Categories;

async function readColumns(
  engine: Engine,
  source: Source,
  placed: readonly Placed[],
): Promise<{ rows: number; values: Values[] }> {
  const read = placed.map(({ column, form }) =>
    form.endsWith('number') ? typed(columnOf(source, column), 'number').value : textOf(columnOf(source, column)),
  );
  const rows = await checkComplete(engine, source, placed, read);
  const targets = placed.map(({ form }) => targetOf(form, rows));
  let start = 0;
  for await (const chunk of engine.chunks(`SELECT ${read.join(', ')} FROM ${source.relation}`, source.name)) {
    targets.forEach((target, at) => {
      target.take(chunk.getColumnValues(at), start);
    });
    start += chunk.rowCount;
  }
  return { rows, values: targets.map(({ done }) => done()) };
}

interface Target {
  readonly take: (values: readonly unknown[], start: number) => void;
  readonly done: () => Values;
}

function targetOf(form: Form, rows: number): Target {
  if (form.endsWith('number')) {
    const numbers = new Float64Array(rows);
    const take = (values: readonly unknown[], start: number) => {
      for (let at = 0; at < values.length; at++) numbers[start + at] = (values[at] as number | null) ?? Number.NaN;
    };
    return { take, done: () => numbers };
  }
  return form === 'text' ? textTarget(rows) : categoryTarget(rows);
}

function textTarget(rows: number): Target {
  const texts = new Array<string>(rows);
  const take = (values: readonly unknown[], start: number) => {
    for (let at = 0; at < values.length; at++) texts[start + at] = String(values[at]);
  };
  return { take, done: () => texts };
}

/** Codes go by name, so that the order of the file changes none. */
function categoryTarget(rows: number): Target {
  const codes = new Int32Array(rows);
  const known = new Map<string, number>();
  const take = (values: readonly unknown[], start: number) => {
    for (let at = 0; at < values.length; at++) {
      const value = values[at];
      if (value === null) {
        codes[start + at] = -1;
        continue;
      }
      const name = String(value);
      let code = known.get(name);
      if (code === undefined) {
        code = known.size;
        known.set(name, code);
      }
      codes[start + at] = code;
    }
  };
  return {
    take,
    done: () => {
      const names = [...known.keys()].sort();
      const place = new Map(names.map((name, at) => [name, at]));
      const sorted = Int32Array.from(known.keys(), (name) => place.get(name) ?? -1);
      return { codes: codes.map((code) => (code < 0 ? -1 : (sorted[code] ?? -1))), names };
    },
  };
}

/** Counts first, so that the message says how many rows are wrong and the arrays have their size. */
async function checkComplete(
  engine: Engine,
  source: Source,
  placed: readonly Placed[],
  read: readonly string[],
): Promise<number> {
  const good = placed.map(({ form }, at) => {
    if (form.startsWith('optional')) return 'true';
    return form === 'number' ? `isfinite(${read[at]})` : `${read[at]} IS NOT NULL`;
  });
  const counts = good.map((condition, at) => `count(*) FILTER (WHERE (${condition}) IS NOT TRUE) AS bad${at}`);
  const row = await engine.row(`SELECT count(*) AS n, ${counts.join(', ')} FROM ${source.relation}`, source.name);
  const at = placed.findIndex((_, index) => Number(row[`bad${index}`]) > 0);
  const broken = placed[at];
  if (!broken) return Number(row.n);
  throw inputProblem({
    where: source.name,
    what: `the column ${quoted(broken.column)} (${broken.part}) has rows without a ${broken.form === 'number' ? 'finite number' : 'value'}`,
    got: `${row[`bad${at}`]} of ${row.n} rows`,
    expected: 'a value in every row',
  });
}
