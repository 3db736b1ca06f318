import type { Condition, Operator, Scalar } from './condition.ts';
import { type Token, tokensOf } from './condition-tokens.ts';

/** Languages of `condition_parser`; how they name a column and ask for null differs, the rest is common. */
const PARSERS = ['pandas', 'python', 'spark', 'great_expectations', 'great_expectations__experimental__'];

/**
 * Reads a condition in the language of pandas' `query`, of Spark SQL or of GX: comparisons of a column with a
 * value, membership, null tests, `and`, `or` and parentheses.
 * @returns undefined for anything else, so also for `not`, whose missing values the languages treat differently
 */
export function parseCondition(text: string, parser: string): Condition | undefined {
  const tokens = PARSERS.includes(parser) ? tokensOf(text) : undefined;
  if (!tokens) return undefined;
  const left = [...tokens];
  try {
    const condition = alternatives(left);
    return left.length === 0 ? condition : undefined;
  } catch (error) {
    if (error instanceof NotKnown) return undefined;
    throw error;
  }
}

/** Thrown at the first token that does not fit, caught by `parseCondition` alone. */
class NotKnown extends Error {}

type Tokens = Token[];

/** Takes one of these words or marks, if it is next. */
function taken(left: Tokens, ...words: readonly string[]): string | undefined {
  const [next] = left;
  const word = next?.kind === 'word' || next?.kind === 'mark' ? String(next.value).toLowerCase() : undefined;
  if (word === undefined || !words.includes(word)) return undefined;
  left.shift();
  return word;
}

function need(left: Tokens, ...words: readonly string[]): string {
  const word = taken(left, ...words);
  if (word === undefined) throw new NotKnown();
  return word;
}

const alternatives = (left: Tokens): Condition =>
  joined(left, 'OR', ['or', '|'], (rest) => joined(rest, 'AND', ['and', '&'], one));

function joined(
  left: Tokens,
  word: 'AND' | 'OR',
  marks: readonly string[],
  next: (left: Tokens) => Condition,
): Condition {
  const first = next(left);
  const conditions = [first];
  while (taken(left, ...marks)) conditions.push(next(left));
  return conditions.length === 1 ? first : { type: 'joined', word, conditions };
}

const RESERVED = ['not', 'true', 'false', 'and', 'or', 'in', 'is', 'null'];

function one(left: Tokens): Condition {
  if (taken(left, '(')) {
    const inner = alternatives(left);
    need(left, ')');
    return inner;
  }
  const token = left.shift();
  const isName = token?.kind === 'word' && !RESERVED.includes(String(token.value).toLowerCase());
  if (token?.kind !== 'column' && !isName) throw new NotKnown();
  return ofColumn(left, String(token?.value));
}

const MARKS: Readonly<Record<string, Operator>> = {
  '==': '==',
  '=': '==',
  '!=': '!=',
  '<>': '!=',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};

function ofColumn(left: Tokens, column: string): Condition {
  if (taken(left, '.')) {
    const test = need(left, 'isnull', 'isna', 'notnull', 'notna');
    need(left, '(');
    need(left, ')');
    return { type: 'nullity', column, isNull: test.startsWith('is') };
  }
  if (taken(left, 'is')) {
    const isNull = taken(left, 'not') === undefined;
    need(left, 'null');
    return { type: 'nullity', column, isNull };
  }
  const word = need(left, 'in', 'not', ...Object.keys(MARKS));
  const operator = MARKS[word];
  if (operator) return { type: 'comparison', column, operator, operand: value(left) };
  if (word === 'not') need(left, 'in');
  return { type: 'membership', column, isIn: word === 'in', values: list(left) };
}

function list(left: Tokens): readonly Scalar[] {
  const close = need(left, '[', '(') === '[' ? ']' : ')';
  const values = [value(left)];
  while (taken(left, ',')) values.push(value(left));
  need(left, close);
  return values;
}

function value(left: Tokens): Scalar {
  const word = taken(left, 'true', 'false');
  if (word !== undefined) return word === 'true';
  const token = left.shift();
  if (token?.kind !== 'literal') throw new NotKnown();
  return token.value;
}
