import { quoted } from '@ml-actions/core/path/inside';
import {
  type Block,
  type BlockParts,
  ignoredInVain,
  type Situation,
  type TableSituation,
  together,
  unproven,
} from '../block.ts';
import { type Comparable, type ComparableTypes, comparableTypes } from '../comparable.ts';
import type { Splits } from '../contract/splits.ts';
import type { Engine } from '../engine.ts';
import { featuresAmong } from '../features.ts';
import { idColumnOf } from '../prediction-columns.ts';
import type { RuleResult } from '../result.ts';
import type { Sample } from '../sample.ts';
import type { Source, Table } from '../source.ts';
import { claimsOf, missingIn, OF_SAMPLES, type SplitClaims } from './claims.ts';
import { comparisonResults } from './compare.ts';
import { pairInTables } from './in-tables.ts';
import { leakResult } from './leak.ts';
import { sampleTable } from './samples.ts';
import { sizeResults } from './sizes.ts';

/** Two inputs of a split: what is learnt from, or comes first, and what must be new to it. */
export interface Pair {
  readonly train: Source;
  readonly test: Source;
  /** as results name it */
  readonly name: string;
  /** columns that both have and that are part of a sample; without the label and what is ignored */
  readonly features: readonly string[];
  readonly types: ComparableTypes;
  readonly timeType: Comparable | undefined;
}

/** The rules of `splits:`: sizes once, everything else for each pair of inputs. */
export const splitsBlock = (splits: Splits): Block => ({
  claims: claimsOf(splits).all,
  inputs: splits.inputs,
  where: splits.where,
  parts: partsOf(splits),
  evaluate: (situation) =>
    resultsOf(situation, situation.sources, splits, (claims, train, test) =>
      pairResults(situation, splits, claims, train, test),
    ),
  inTables: (situation) =>
    resultsOf(situation, situation.sources, splits, (claims, train, test) =>
      pairInTables(situation, splits, claims, [train, test]),
    ),
});

async function resultsOf<T extends Table>(
  { engine }: TableSituation,
  given: readonly T[],
  splits: Splits,
  compare: (claims: SplitClaims, train: T, test: T) => Promise<RuleResult[]>,
): Promise<RuleResult[]> {
  const claims = claimsOf(splits);
  const found = splits.inputs.map((name) => given.find((source) => source.name === name));
  const sources = found.filter((source) => source !== undefined);
  const unknown = splits.inputs.filter((_, at) => found[at] === undefined);
  const all = splits.inputs.join(', ');
  if (unknown.length > 0) {
    const note = `there is no input ${unknown.map(quoted).join(', ')}`;
    return claims.all.map((claim) => unproven(all, claim, note));
  }
  const results = await together(all, claims.sized, () => sizeResults(engine, splits, sources));
  for (const [at, train] of sources.entries())
    for (const test of sources.slice(at + 1)) results.push(...(await compare(claims, train, test)));
  return results;
}

function partsOf(splits: Splits): BlockParts {
  const { paired } = claimsOf(splits);
  const columns = [...new Set(paired.flatMap((claim) => claim.columns))];
  const isOfSamples = paired.some(({ kind }) => kind === 'overlap' || kind === 'input-overlap');
  return {
    by: 'rows',
    columns: () => columns,
    not: paired.filter(({ kind }) => kind === 'target-leak').map(({ id }) => id),
    ...(isOfSamples && { sample: (source) => sampleIn(source, splits) }),
  };
}

function sampleIn(source: Source, { label, ignore }: Splits): Sample {
  const ignored = [...ignore, label, idColumnOf(source)];
  return {
    columns: featuresAmong(source.columns, ignored),
    equal: 'written',
  };
}

async function pairResults(
  situation: Situation,
  splits: Splits,
  claims: SplitClaims,
  train: Source,
  test: Source,
): Promise<RuleResult[]> {
  const name = `${train.name}, ${test.name}`;
  const { engine } = situation;
  const lost = claims.paired.map((claim) => {
    const isOfSamples = OF_SAMPLES.includes(claim.kind);
    const vain = isOfSamples ? ignoredInVain(name, claim, splits.ignore, situation) : undefined;
    return [claim, missingIn(claim, [train, test], name) ?? vain] as const;
  });
  const errors = lost.map(([, result]) => result).filter((result) => result !== undefined);
  const open = lost.filter(([, result]) => result === undefined).map(([claim]) => claim);
  if (open.length === 0) return errors;
  const found = await together(name, open, async () => {
    const pair = await pairOf(engine, splits, train, test, name);
    const tables = await sampleTable(engine, pair, splits, open);
    try {
      const results = await comparisonResults(engine, pair, tables, open);
      const leak = open.find(({ kind }) => kind === 'target-leak');
      return leak ? [...results, await leakResult(engine, pair, splits, leak)] : results;
    } finally {
      await tables.drop();
    }
  });
  return [...errors, ...found];
}

async function pairOf(
  engine: Engine,
  { label, time, ignore }: Splits,
  train: Source,
  test: Source,
  name: string,
): Promise<Pair> {
  const types = await comparableTypes(engine, train, test, []);
  const ignored = [...ignore, label, ...[train, test].map(idColumnOf)];
  const sides = [train, test].map(({ columns }) => new Set(featuresAmong(columns, ignored).map((one) => one.name)));
  const features = [...types.keys()].filter((column) => sides.every((side) => side.has(column))).sort();
  return {
    train,
    test,
    name,
    features,
    types,
    timeType: time === undefined ? undefined : await timeTypeOf(engine, train, test, time),
  };
}

/** What the times are; in a sample they are a value like any other. */
async function timeTypeOf(engine: Engine, train: Source, test: Source, time: string): Promise<Comparable | undefined> {
  const only = (source: Source): Source => ({ ...source, columns: source.columns.filter(({ name }) => name === time) });
  return (await comparableTypes(engine, only(train), only(test), [time])).get(time);
}
