import { inputProblem } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import { metricValue } from '../metric.ts';
import { isMapping, type Mapping } from './mapping.ts';
import { type Outcome, outcomeOfWord } from './outcome.ts';

/** What tools call the list of cases, and what a case calls its outcome. */
const LISTS = ['tests', 'testcases', 'results', 'cases'];
const OUTCOMES = ['passed', 'success', 'status', 'outcome', 'result'];

/** Whether a document is a list of cases of which one says how it ended, or each its name and its score. */
export const isEvalResults = (document: unknown): document is Mapping => {
  const cases = casesOf(document);
  return cases.some((one) => outcomeOf(one) !== null) || isScored(cases);
};

const isScored = (cases: readonly Mapping[]): boolean =>
  cases.length > 0 && cases.every((one) => typeof one.name === 'string' && scoreOf(one) !== null && !told(one));

/**
 * `pass_rate` and `n` over the cases that ran, `skipped`, and the mean of `score` where every case that ran has one.
 *
 * @throws InputError for a case whose outcome is missing or a word that nobody knows
 */
export function evalResults(document: Mapping, where: string): Mapping {
  const cases = casesOf(document);
  if (isScored(cases)) return { ...meanScore(cases), n: cases.length };
  const unknown = cases.findIndex((one) => outcomeOf(one) === null);
  if (unknown >= 0) {
    const got = quoted(String(told(cases[unknown] ?? {}) ?? ''));
    const what = `the outcome of case ${unknown + 1} is not known`;
    throw inputProblem({ where, what, got, expected: 'passed, failed or skipped' });
  }
  const ran = cases.filter((one) => outcomeOf(one) !== 'skipped');
  return {
    ...(ran.length > 0 && { pass_rate: ran.filter((one) => outcomeOf(one) === 'passed').length / ran.length }),
    ...meanScore(ran),
    n: ran.length,
    skipped: cases.length - ran.length,
  };
}

/** One score that is NaN makes the mean NaN, so that a check on it sees it. */
function meanScore(cases: readonly Mapping[]): Mapping {
  const scores = cases.map(scoreOf).filter((score) => score !== null);
  if (scores.length < cases.length || scores.length === 0) return {};
  return { score_mean: scores.reduce((total, score) => total + score, 0) / scores.length };
}

/** A number, NaN and the infinities among them, which the reader of JSON leaves as text. */
function scoreOf({ score }: Mapping): number | null {
  const value = metricValue(score);
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value);
  return typeof value === 'number' ? value : null;
}

function casesOf(document: unknown): Mapping[] {
  if (!isMapping(document)) return [];
  const list = LISTS.map((name) => document[name]).find(Array.isArray);
  return list?.every(isMapping) ? list : [];
}

const told = (one: Mapping): unknown =>
  OUTCOMES.map((name) => one[name]).find((value) => ['string', 'boolean'].includes(typeof value));

const outcomeOf = (one: Mapping): Outcome | null => outcomeOfWord(told(one));
