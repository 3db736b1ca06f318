import { inputProblem, messageOf } from '@ml-actions/core/error';
import { checkKeys } from '@ml-actions/core/json/keys';
import { MAX_DEPTH } from '../metric.ts';

/** Strings, which stay as they are, and the bare tokens that Python's json writes and the standard lacks. */
const STRING_OR_TOKEN = /"(?:[^"\\]|\\.)*"?|-?\bInfinity\b|\bNaN\b/gs;

/**
 * JSON, with Python's bare NaN and Infinity read as text of that name so that a check can report them.
 *
 * @throws InputError with the line of a syntax error, for duplicate keys, keys that reach a prototype, deep nesting
 */
export function parseJson(text: string, where: string): unknown {
  const standard = text.replace(STRING_OR_TOKEN, (match) => (match.startsWith('"') ? match : `"${match}"`));
  let document: unknown;
  try {
    document = JSON.parse(standard);
  } catch (error) {
    throw inputProblem({ where, what: 'is not JSON', got: messageOf(error), next: 'Mend the file.' });
  }
  checkKeys(standard, MAX_DEPTH, where);
  return document;
}
