import { inputProblem } from '@ml-actions/core/error';
import { own } from '@ml-actions/core/own';
import { quoted } from '@ml-actions/core/path/inside';
import { nearest } from '@ml-actions/core/runner/nearest';
import type { Engine } from '../engine.ts';
import { inferTypes } from '../infer.ts';
import { type Baseline, baselineOf } from '../performance/baseline.ts';
import type { JudgedColumns } from '../performance/judged.ts';
import type { Source, Table as SourceTable } from '../source.ts';
import { type Place, TOP_CATEGORIES, topCategories } from './categories.ts';
import { countTable, sortByName } from './count.ts';
import { frameVectors } from './embedding.ts';
import { dimensionOf } from './embedding-rows.ts';
import { type Frame, frameOf } from './frame.ts';
import { kindOf } from './kind.ts';
import { type Salt, saltDigest } from './salt.ts';
import { PROFILE_VERSION, type Profile, type ProfileColumn, type Role } from './schema.ts';
import { columnOf, doubles, numberTotals, type Reading, type Table, typedTable } from './table.ts';
import { derivedName, TEXT_MEASURES, WORDS_OF_A_TEXT, wordCountSql } from './text-measure.ts';

/** Whole numbers of a prediction or label with at most so many values are classes. */
const MOST_CLASSES = 20;
/** Text with more distinct values than this share of its rows identifies rows and describes none. */
const IDENTIFIER_SHARE = 0.5;

export interface ProfileInput<T extends SourceTable = Source> {
  readonly source: T;
  /** columns that are the model's output or the truth; the rest are features */
  readonly roles?: Readonly<Record<string, Exclude<Role, 'feature'>>>;
  /** columns left out, such as row ids */
  readonly ignore?: readonly string[];
  /** what the model said and what was true, for the performance that later data is held against */
  readonly judged?: JudgedColumns & { readonly truth: string };
}

/**
 * The reference profile of the training data and of its predictions: frames frozen from the exact quantiles, then the
 * same counting as any later data. Deterministic whatever the order of rows, files or threads.
 * @param salt with which category values are hashed, where others may read the profile
 * @throws InputError for unknown columns in `roles` or `ignore`, a column in two sources, unreadable data
 */
export async function buildProfile(
  engine: Engine,
  inputs: readonly ProfileInput[],
  salt: Salt | null = null,
): Promise<Profile> {
  const columns: ProfileColumn[] = [];
  for (const input of inputs) {
    checkNames(input);
    columns.push(...(await profileSource(engine, input, salt?.text ?? null)));
  }
  const names = columns.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined)
    throw inputProblem({
      where: 'profile',
      what: `the column ${quoted(twice)} is in two of the inputs`,
      next: 'Ignore it in one of them.',
    });
  const performance = await performanceOf(engine, inputs);
  return {
    format: 'ml-actions-profile',
    version: PROFILE_VERSION,
    ...(salt === null ? { values: 'plain' } : { values: 'hashed', salt: salt.text }),
    ...(salt?.isSecret && { saltDigest: saltDigest(salt) }),
    columns: sortByName(columns),
    ...(performance && { performance }),
  };
}

async function performanceOf(engine: Engine, inputs: readonly ProfileInput[]): Promise<Baseline | null> {
  for (const { source, judged } of inputs) if (judged) return baselineOf(engine, source, judged);
  return null;
}

function checkNames({ source, roles = {}, ignore = [] }: ProfileInput): void {
  const names = source.columns.map(({ name }) => name);
  const unknown = [...Object.keys(roles), ...ignore].find((name) => !names.includes(name));
  if (unknown === undefined) return;
  const near = nearest(unknown, names);
  throw inputProblem({
    where: source.name,
    what: `there is no column ${quoted(unknown)}`,
    ...(near && { next: `Did you mean ${quoted(near)}?` }),
  });
}

async function profileSource(
  engine: Engine,
  { source, roles = {}, ignore = [] }: ProfileInput,
  salt: string | null,
): Promise<ProfileColumn[]> {
  const types = await inferTypes(engine, source);
  const wanted = source.columns.map(({ name }) => name).filter((name) => !ignore.includes(name));
  const readings = wanted.map((name): Reading => {
    const type = types.get(name) ?? 'string';
    return { name, role: own(roles, name) ?? 'feature', kind: kindOf(type), type };
  });
  const decided = await decideByValues(engine, source, await decideLists(engine, source, readings));
  const table = await typedTable(engine, source, decided);
  try {
    const frames = [];
    const numeric = decided.flatMap(({ kind }, at) => (kind === 'numeric' || kind === 'datetime' ? [at] : []));
    const totals = await numberTotals(engine, source, table, numeric);
    for (const [at, reading] of decided.entries())
      frames.push(
        await emptyColumn({ engine, source, table, at, reading, salt }, reading, totals.get(at)?.finite ?? 0),
      );
    return await countTable(engine, source, table, frames, salt);
  } finally {
    await table.drop();
  }
}

/** Lists of numbers of one length are vectors; what else is nested stays opaque. */
async function decideLists(engine: Engine, source: Source, readings: readonly Reading[]): Promise<Reading[]> {
  const decided: Reading[] = [];
  for (const reading of readings) {
    const dimension =
      reading.kind === 'opaque' ? await dimensionOf(engine, source, columnOf(source, reading.name)) : null;
    decided.push(dimension === null ? reading : { ...reading, kind: 'embedding', type: 'number', dimension });
  }
  return decided;
}

/** Class labels written as numbers become categories; text that identifies rows becomes opaque, and is measured if it has words. */
async function decideByValues(engine: Engine, source: Source, readings: readonly Reading[]): Promise<Reading[]> {
  const open = readings.filter(
    ({ kind, type, role }) => kind === 'categorical' || (type === 'integer' && role !== 'feature'),
  );
  if (open.length === 0) return [...readings];
  const table = await typedTable(engine, source, open);
  try {
    const counts = open.map((_, at) => `count(DISTINCT v${at}) AS d${at}, count(v${at}) AS n${at}`);
    const row = await engine.row(`SELECT ${counts.join(', ')} FROM ${table.from}`, source.name);
    const decided = new Map<string, readonly Reading[]>();
    for (const [at, reading] of open.entries()) {
      const own = decide(reading, Number(row[`d${at}`]), Number(row[`n${at}`]));
      decided.set(
        reading.name,
        own.kind === 'opaque' ? [own, ...(await measured(engine, source, table, own, at))] : [own],
      );
    }
    return readings.flatMap((reading) => decided.get(reading.name) ?? [reading]);
  } finally {
    await table.drop();
  }
}

function decide(reading: Reading, distinct: number, present: number): Reading {
  if (reading.kind === 'numeric') return distinct <= MOST_CLASSES ? { ...reading, kind: 'categorical' } : reading;
  const identifies = distinct > TOP_CATEGORIES && distinct > IDENTIFIER_SHARE * present;
  return identifies ? { ...reading, kind: 'opaque' } : reading;
}

/** The measures of a column whose values are texts; none for keys and names. */
async function measured(engine: Engine, source: Source, table: Table, { name, role }: Reading, at: number) {
  const sql = `SELECT avg(${wordCountSql(`v${at}`)}) AS words FROM ${table.from}`;
  const { words } = await engine.row(sql, source.name);
  if (Number(words ?? 0) < WORDS_OF_A_TEXT) return [];
  return TEXT_MEASURES.map((measure): Reading => {
    const about = { name: derivedName(name, measure), role, of: { column: name, measure } };
    return measure === 'vocabulary'
      ? { ...about, kind: 'categorical', type: 'string' }
      : { ...about, kind: 'numeric', type: 'number' };
  });
}

const NO_COUNTS = { rows: 0, missing: 0, invalid: 0 } as const;

async function emptyColumn(
  place: Place,
  { name, role, kind, type, of, dimension }: Reading,
  finite: number,
): Promise<ProfileColumn> {
  const about = { name, role, ...(of && { of }), ...NO_COUNTS };
  if (kind === 'opaque') return { ...about, kind, type };
  if (kind === 'embedding') {
    const { engine, source, table, at } = place;
    const frame = await frameVectors(engine, source, table, at, dimension ?? 1);
    return { ...about, kind, type: 'number', ...frame, nonFinite: 0, sums: [] };
  }
  if (kind === 'categorical' || kind === 'boolean') {
    const { values, complete } = await topCategories(place);
    const categories = values.map((value) => ({ value, count: 0 }));
    return { ...about, kind, type: type as 'string', categories, other: 0, complete };
  }
  const frame = await numericFrame(place, finite);
  return {
    ...about,
    kind,
    type: type as 'number',
    nan: 0,
    positiveInfinity: 0,
    negativeInfinity: 0,
    min: null,
    max: null,
    ...numericShape(frame),
  };
}

const numericShape = ({ edges, atoms, center, exponent }: Frame) => ({
  center,
  exponent,
  edges: [...edges],
  counts: [],
  sums: [],
  squares: '0',
  atoms: [...atoms],
});

async function numericFrame({ engine, source, table, at }: Place, finite: number): Promise<Frame> {
  const sql = `SELECT v${at} AS v FROM ${table.from} WHERE isfinite(v${at}) ORDER BY v`;
  async function* only(): AsyncGenerator<Float64Array> {
    for await (const [values] of doubles(engine, sql, source.name)) if (values) yield values;
  }
  return frameOf(only(), finite);
}
