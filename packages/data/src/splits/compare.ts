import { type Counted, counted, unproven } from '../block.ts';
import type { Engine } from '../engine.ts';
import { rowsBreaking } from '../failing/failing-rows.ts';
import type { RuleResult } from '../result.ts';
import { samplesDiffer } from '../sample.ts';
import type { Pair } from './block.ts';
import type { PairClaim } from './claims.ts';
import type { Samples } from './samples.ts';
import { sharedRows } from './shared.ts';

/** Every claim about a pair but the leak, each with the rows of the test input that break it. */
export async function comparisonResults(
  engine: Engine,
  pair: Pair,
  samples: Samples,
  claims: readonly PairClaim[],
): Promise<RuleResult[]> {
  const results: RuleResult[] = [];
  const categories = claims.filter(({ kind }) => kind === 'new-categories');
  for (const claim of claims) {
    if (!('limit' in claim)) continue;
    const compare = claim.kind === 'new-categories' ? unknownTo(`c${categories.indexOf(claim)}`) : COMPARE[claim.kind];
    if (compare) results.push(await compare(engine, pair, samples, claim));
  }
  return results;
}

/** Predicate of a part of a sample, and the table of the training input's samples. */
type Breaks = (value: string, train: string, time: Samples['time']) => string;

type Compare = (engine: Engine, pair: Pair, samples: Samples, claim: SplitCount) => Promise<RuleResult>;

type SplitCount = Counted & Pick<PairClaim, 'columns'>;

/** Null policy: a missing entity, time, label or category is not compared; in samples missing equals missing. */
const COMPARE: Readonly<Record<string, Compare>> = {
  overlap: shared('h'),
  'input-overlap': shared('i'),
  'entity-overlap': (engine, pair, samples, claim) =>
    among(engine, pair, samples, claim, 'e', (e, train) => `${e} IN (SELECT e FROM ${train} WHERE e IS NOT NULL)`),
  'time-order': timed((t, train) => `${t} <= (SELECT max(t) FROM ${train})`),
  'shared-dates': timed((t, train, time) => {
    const day = dayOf(time);
    return `${day(t)} IN (SELECT ${day('t')} FROM ${train} WHERE t IS NOT NULL)`;
  }),
  'new-labels': unknownTo('y'),
};

function shared(column: 'h' | 'i'): Compare {
  return async (engine, pair, samples, claim) => {
    if (samplesDiffer(pair.train, pair.test))
      return unproven(
        pair.name,
        claim,
        'in shards, samples compare only where both inputs have the same columns, of the same types, in one format',
      );
    if (pair.features.length === 0) return unproven(pair.name, claim, 'the inputs have no feature in common');
    const { failing, of } = await sharedRows(engine, pair, samples, column);
    const [own, known] = (['test', 'train'] as const).map((side) => sampleOf(samples.values(side, column === 'h')));
    const broken = `${own} IN (SELECT ${known} FROM ${pair.train.relation})`;
    return { ...counted(pair.name, claim, failing, of), rows: rowsBreaking(pair.test, [], { broken, over: 'table' }) };
  };
}

function unknownTo(column: string): Compare {
  return (engine, pair, samples, claim) => {
    const isNew: Breaks = (value, train) =>
      `${value} NOT IN (SELECT ${column} FROM ${train} WHERE ${column} IS NOT NULL)`;
    return among(engine, pair, samples, claim, column, isNew);
  };
}

function timed(broken: Breaks): Compare {
  return async (engine, pair, samples, claim) => {
    if (samples.time === undefined)
      return unproven(pair.name, claim, 'the column holds no dates, timestamps or numbers');
    const row = await engine.row(`SELECT count(t) AS n FROM ${samples.train}`);
    if (Number(row.n) === 0) return unproven(pair.name, claim, `${pair.train.name} holds no time`);
    return among(engine, pair, samples, claim, 't', broken);
  };
}

/** The day of a date or timestamp, UTC; a number is its own day. */
const dayOf =
  (time: Samples['time']) =>
  (value: string): string =>
    time === 'timestamp' ? `CAST(${value} AS DATE)` : value;

/** A sample as one value; a missing part equals a missing part. */
const sampleOf = (values: readonly string[]): string => `{${values.map((value, at) => `v${at}: ${value}`).join(', ')}}`;

/** Rows of the test input that have the part, and those of them for which the predicate holds. */
async function among(
  engine: Engine,
  pair: Pair,
  samples: Samples,
  { columns, ...claim }: SplitCount,
  part: string,
  breaks: Breaks,
): Promise<RuleResult> {
  const broken = breaks(part, samples.train, samples.time);
  const row = await engine.row(
    `SELECT count(${part}) AS of, count(*) FILTER (WHERE ${part} IS NOT NULL AND (${broken})) AS failing FROM ${samples.test}`,
    pair.name,
  );
  const [own, known] = [samples.parts.test.get(part) ?? part, samples.parts.train.get(part) ?? part];
  const rows = rowsBreaking(pair.test, columns, {
    among: `${own} IS NOT NULL`,
    broken: breaks(own, `(SELECT ${known} AS ${part} FROM ${pair.train.relation})`, samples.time),
    over: 'table',
  });
  return { ...counted(pair.name, claim, Number(row.failing), Number(row.of)), rows };
}
