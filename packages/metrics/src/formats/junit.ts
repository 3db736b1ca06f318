import { inputProblem, messageOf } from '@ml-actions/core/error';
import { add, type Metrics, requireNumbers } from '../metric.ts';
import { type Outcome, outcomeOfWord } from './outcome.ts';

/** Elements of a test case that say that it did not pass. */
const FAILED = ['failure', 'error'];
/** Suites nest a few levels; deeper is no report. */
const MAX_TAGS = 32;
const ATTRIBUTE = '@';

interface Element {
  readonly [name: string]: unknown;
}

/**
 * JUnit XML: `pass_rate` and `n` over the cases that ran, `skipped`. Document types are refused, so no entity is ever
 * expanded.
 *
 * @throws InputError for XML that cannot be read, holds no test case, or whose suites count cases or failures that are
 * not shown
 */
export async function readJunit(text: string, where: string): Promise<Metrics> {
  const suites = elements(await parsed(text, where));
  const cases = suites.flatMap(casesOf);
  if (cases.length === 0)
    throw inputProblem({ where, what: 'holds no test case', expected: 'JUnit XML with <testcase> elements' });
  const ran = cases.map(outcomeOf).filter((outcome) => outcome !== 'skipped');
  const passed = ran.filter((outcome) => outcome === 'passed');
  const most = (...names: string[]) =>
    Math.max(...suites.map((suite) => names.reduce((sum, name) => sum + count(suite, name), 0)));
  requireShown(cases.length, most('tests'), `${cases.length} test cases`, where);
  if (passed.length === ran.length) requireShown(0, most('failures', 'errors'), 'no case that failed', where);
  const metrics = new Map();
  if (ran.length > 0) add(metrics, 'pass_rate', passed.length / ran.length, where);
  add(metrics, 'n', ran.length, where);
  add(metrics, 'skipped', cases.length - ran.length, where);
  return requireNumbers(metrics, where);
}

/** Children first; an attribute `status` or `result` where GoogleTest and CTest say only there that a case never ran. */
function outcomeOf(one: Element): Outcome {
  if (FAILED.some((name) => name in one)) return 'failed';
  const words = ['status', 'result'].map((name) => outcomeOfWord(one[`${ATTRIBUTE}${name}`]));
  if (words.includes('failed')) return 'failed';
  return 'skipped' in one || words.includes('skipped') ? 'skipped' : 'passed';
}

function requireShown(shown: number, declared: number, got: string, where: string): void {
  if (declared <= shown) return;
  throw inputProblem({ where, what: 'contradicts itself', got, expected: `the ${declared} that a testsuite counts` });
}

async function parsed(text: string, where: string): Promise<unknown> {
  if (/<!DOCTYPE|<!ENTITY/i.test(text))
    throw inputProblem({ where, what: 'declares a document type', next: 'Write plain JUnit XML.' });
  const { XMLParser, XMLValidator } = await import('fast-xml-parser');
  const valid = XMLValidator.validate(text);
  if (valid !== true)
    throw inputProblem({ where, what: 'is not XML', got: `${valid.err.msg} (line ${valid.err.line})` });
  const options = {
    ignoreAttributes: false,
    attributeNamePrefix: ATTRIBUTE,
    processEntities: false,
    maxNestedTags: MAX_TAGS,
  };
  try {
    return new XMLParser(options).parse(text);
  } catch (error) {
    throw inputProblem({ where, what: 'is not XML', got: messageOf(error) });
  }
}

/** Every element of a document with its children, itself first. */
function elements(node: unknown): Element[] {
  if (Array.isArray(node)) return node.flatMap(elements);
  if (typeof node !== 'object' || node === null) return [];
  return [node as Element, ...Object.values(node).flatMap(elements)];
}

/** The test cases that stand directly in an element; one without content is text to the parser. */
function casesOf({ testcase = [] }: Element): Element[] {
  const own = Array.isArray(testcase) ? testcase : [testcase];
  return own.map((one) => (typeof one === 'object' && one !== null ? (one as Element) : {}));
}

const count = (suite: Element, name: string): number => Number(suite[`${ATTRIBUTE}${name}`] ?? 0) || 0;
