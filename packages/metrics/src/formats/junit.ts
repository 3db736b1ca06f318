import { inputProblem, messageOf } from '@ml-actions/core/error';
import { type Metrics, requireNumbers } from '../metric.ts';

/** Elements of a test case that say that it did not pass. */
const FAILED = ['failure', 'error'];

interface Element {
  readonly [name: string]: unknown;
}

/**
 * JUnit XML: `pass_rate` and `n` over the cases that ran, `skipped`. Document types are refused, so no entity is ever
 * expanded.
 *
 * @throws InputError for XML that cannot be read or holds no test case
 */
export async function readJunit(text: string, where: string): Promise<Metrics> {
  if (/<!DOCTYPE|<!ENTITY/i.test(text)) {
    throw inputProblem({ where, what: 'declares a document type', next: 'Write plain JUnit XML.' });
  }
  const { XMLParser, XMLValidator } = await import('fast-xml-parser');
  const valid = XMLValidator.validate(text);
  if (valid !== true)
    throw inputProblem({ where, what: 'is not XML', got: `${valid.err.msg} (line ${valid.err.line})` });
  const cases = casesIn(parsed(XMLParser, text, where));
  if (cases.length === 0)
    throw inputProblem({ where, what: 'holds no test case', expected: 'JUnit XML with <testcase> elements' });
  const ran = cases.filter((one) => !('skipped' in one));
  const passed = ran.filter((one) => FAILED.every((name) => !(name in one)));
  return requireNumbers(
    new Map([
      ...(ran.length > 0 ? [['pass_rate', passed.length / ran.length] as const] : []),
      ['n', ran.length],
      ['skipped', cases.length - ran.length],
    ]),
    where,
  );
}

type Parser = typeof import('fast-xml-parser').XMLParser;

function parsed(XMLParser: Parser, text: string, where: string): unknown {
  try {
    return new XMLParser({ ignoreAttributes: true, processEntities: false }).parse(text);
  } catch (error) {
    throw inputProblem({ where, what: 'is not XML', got: messageOf(error) });
  }
}

/** Test cases wherever they stand: suites nest. An empty element is text to the parser. */
function casesIn(node: unknown): Element[] {
  if (Array.isArray(node)) return node.flatMap(casesIn);
  if (typeof node !== 'object' || node === null) return [];
  const { testcase = [], ...rest } = node as Element;
  const own = (Array.isArray(testcase) ? testcase : [testcase]).map((one) => (typeof one === 'object' ? one : {}));
  return [...(own as Element[]), ...Object.values(rest).flatMap(casesIn)];
}
