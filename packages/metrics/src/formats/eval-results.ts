import { isMapping, type Mapping } from './mapping.ts';

/** What tools call the list of cases, and what a case calls its outcome. */
const LISTS = ['tests', 'testcases', 'results', 'cases'];
const PASSED = new Set(['pass', 'passed', 'success', 'ok', 'true']);
const FAILED = new Set(['fail', 'failed', 'failure', 'error', 'errored', 'false']);
const SKIPPED = new Set(['skip', 'skipped', 'pending', 'todo']);

type Outcome = 'passed' | 'failed' | 'skipped';

/** Whether a document is an evaluation in the manner of a test report: a list of cases, each with its outcome. */
export const isEvalResults = (document: unknown): document is Mapping => {
  const cases = casesOf(document);
  return cases.length > 0 && cases.every((one) => outcomeOf(one) !== null);
};

/** `pass_rate` and `n` over the cases that ran, `skipped`, and the mean of `score` where every case that ran has one. */
export function evalResults(document: Mapping): Mapping {
  const cases = casesOf(document);
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

function outcomeOf({ passed, success, status, outcome, result }: Mapping): Outcome | null {
  const told = [passed, success, status, outcome, result].find((value) => ['string', 'boolean'].includes(typeof value));
  const word = String(told).toLowerCase();
  if (PASSED.has(word)) return 'passed';
  if (FAILED.has(word)) return 'failed';
  return SKIPPED.has(word) ? 'skipped' : null;
}
