import { type Counted, counted, unproven } from '../block.ts';
import type { Engine } from '../engine.ts';
import type { RuleResult } from '../result.ts';
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

type Compare = (engine: Engine, pair: Pair, samples: Samples, claim: Counted) => Promise<RuleResult>;

/** Null policy: a missing entity, time, label or category is not compared; in samples missing equals missing. */
const COMPARE: Readonly<Record<string, Compare>> = {
  overlap: shared('h'),
  'input-overlap': shared('i'),
  'entity-overlap': (engine, pair, samples, claim) =>
    among(engine, pair, samples, claim, 'e', `e IN (SELECT e FROM ${samples.train} WHERE e IS NOT NULL)`),
  'time-order': timed(({ train }) => `t <= (SELECT max(t) FROM ${train})`),
  'shared-dates': timed(({ train, time }) => `${day(time)} IN (SELECT ${day(time)} FROM ${train} WHERE t IS NOT NULL)`),
  'new-labels': unknownTo('y'),
};

function shared(column: 'h' | 'i'): Compare {
  return async (engine, pair, samples, claim) => {
    if (pair.features.length === 0) return unproven(pair.name, claim, 'the inputs have no feature in common');
    const { failing, of } = await sharedRows(engine, pair, samples, column);
    return counted(pair.name, claim, failing, of);
  };
}

function unknownTo(column: string): Compare {
  return (engine, pair, samples, claim) => {
    const known = `(SELECT ${column} FROM ${samples.train} WHERE ${column} IS NOT NULL)`;
    return among(engine, pair, samples, claim, column, `${column} NOT IN ${known}`);
  };
}

function timed(broken: (samples: Samples) => string): Compare {
  return async (engine, pair, samples, claim) => {
    if (samples.time === undefined)
      return unproven(pair.name, claim, 'the column holds no dates, timestamps or numbers');
    const row = await engine.row(`SELECT count(t) AS n FROM ${samples.train}`);
    if (Number(row.n) === 0) return unproven(pair.name, claim, `${pair.train.name} holds no time`);
    return among(engine, pair, samples, claim, 't', broken(samples));
  };
}

/** The day of a date or timestamp, UTC; a number is its own day. */
const day = (time: Samples['time']): string => (time === 'timestamp' ? 'CAST(t AS DATE)' : 't');

/** Rows of the test input that have the part, and those of them for which the predicate holds. */
async function among(
  engine: Engine,
  pair: Pair,
  samples: Samples,
  claim: Counted,
  part: string,
  broken: string,
): Promise<RuleResult> {
  const row = await engine.row(
    `SELECT count(${part}) AS of, count(*) FILTER (WHERE ${part} IS NOT NULL AND (${broken})) AS failing FROM ${samples.test}`,
    pair.name,
  );
  return counted(pair.name, claim, Number(row.failing), Number(row.of));
}
