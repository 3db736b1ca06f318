import { inputProblem } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import { isMapping, type Mapping } from './mapping.ts';

/** What tools call the list of cases, and what a case calls its outcome. */
const LISTS = ['tests', 'testcases', 'results', 'cases'];
const OUTCOMES = ['passed', 'success', 'status', 'outcome', 'result'];
const PASSED = new Set(['pass', 'passed', 'success', 'ok', 'true']);
const FAILED = new Set(['fail', 'failed', 'failure', 'error', 'errored', 'timeout', 'xpassed', 'false']);
const SKIPPED = new Set(['skip', 'skipped', 'pending', 'todo', 'disabled', 'xfailed']);

type Outcome = 'passed' | 'failed' | 'skipped';

/** Whether a document is an evaluation in the manner of a test report: a list of cases, of which one says how it ended. */
export const isEvalResults = (document: unknown): document is Mapping =>
  casesOf(document).some((one) => outcomeOf(one) !== null);

/**
 * `pass_rate` and `n` over the cases that ran, `skipped`, and the mean of `score` where every case that ran has one.
 *
 * @throws InputError for a case whose outcome is missing or a word that nobody knows
 */
export function evalResults(document: Mapping, where: string): Mapping {
  const cases = casesOf(document);
  const unknown = cases.findIndex((one) => outcomeOf(one) === null);
  if (unknown >= 0) {
    const got = quoted(String(told(cases[unknown] ?? {}) ?? ''));
    const what = `the outcome of case ${unknown + 1} is not known`;
    throw inputProblem({ where, what, got, expected: 'passed, failed or skipped' });
  }
  const ran = cases.filter((one) => outcomeOf(one) !== 'skipped');
  const scores = ran.map(({ score }) => score).filter((score) => typeof score === 'number');
  const sum = scores.reduce((total, score) => total + score, 0);
  return {
    ...(ran.length > 0 && { pass_rate: ran.filter((one) => outcomeOf(one) === 'passed').length / ran.length }),
    ...(scores.length === ran.length && ran.length > 0 && { score_mean: sum / scores.length }),
    n: ran.length,
    skipped: cases.length - ran.length,
  };
}

function casesOf(document: unknown): Mapping[] {
  if (!isMapping(document)) return [];
  const list = LISTS.map((name) => document[name]).find(Array.isArray);
  return list?.every(isMapping) ? list : [];
}

const told = (one: Mapping): unknown =>
  OUTCOMES.map((name) => one[name]).find((value) => ['string', 'boolean'].includes(typeof value));

function outcomeOf(one: Mapping): Outcome | null {
  const word = String(told(one)).toLowerCase();
  if (PASSED.has(word)) return 'passed';
  if (FAILED.has(word)) return 'failed';
  return SKIPPED.has(word) ? 'skipped' : null;
}
