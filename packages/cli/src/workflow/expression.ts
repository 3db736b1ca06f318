import { data, Evaluator, ExpressionError, Lexer, Parser } from '@actions/expressions';
import type { FunctionDefinition } from '@actions/expressions/funcs/info';
import { InputError, messageOf } from '@ml-actions/core/error';

/** What an expression may look at: contexts by name (plain JSON) and the status of what ran before. */
export interface Scope {
  readonly contexts: Readonly<Record<string, unknown>>;
  readonly status: Status;
}

/** The answers of the four status functions are derived from this. */
export type Status = 'success' | 'failure' | 'cancelled' | 'skipped';

const answers: Readonly<Record<string, (status: Status) => boolean>> = {
  always: () => true,
  cancelled: (status) => status === 'cancelled',
  failure: (status) => status === 'failure',
  success: (status) => status === 'success',
};

const statusFunctions = (status: Status): FunctionDefinition[] =>
  Object.entries(answers).map(([name, holds]) => ({
    name,
    minArgs: 0,
    maxArgs: 0,
    call: () => new data.BooleanData(holds(status)),
  }));

const asData = (value: unknown): data.ExpressionData => JSON.parse(JSON.stringify(value ?? null), data.reviver);

/**
 * Evaluates an expression (the text between `${{` and `}}`) with GitHub's own evaluator.
 *
 * @throws InputError for a syntax error, an unknown context and an unknown function (`hashFiles` is one here)
 */
function evaluated(expression: string, { contexts, status }: Scope): data.ExpressionData {
  try {
    const functions = statusFunctions(status);
    const { tokens } = new Lexer(expression).lex();
    const tree = new Parser(tokens, Object.keys(contexts), functions).parse();
    const entries = Object.entries(contexts).map(([key, value]) => ({ key, value: asData(value) }));
    const known = new Map(functions.map((definition) => [definition.name, definition]));
    return new Evaluator(tree, new data.Dictionary(...entries), known).evaluate();
  } catch (error) {
    const what = error instanceof ExpressionError ? error.message : messageOf(error);
    throw new InputError(`\${{ ${expression} }}: ${what}.`);
  }
}

/** The value as text, as `with:`, `env:` and outputs take it. */
export const textOf = (expression: string, scope: Scope): string => evaluated(expression, scope).coerceString();

/** Whether an `if:` holds: everything but false, 0, '' and null does. */
export function holds(expression: string, scope: Scope): boolean {
  return textOf(`!!(${expression})`, scope) === 'true';
}
