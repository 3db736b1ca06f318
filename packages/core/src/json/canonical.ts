import canonicalize from 'canonicalize';
import { type InputError, inputProblem, messageOf } from '../error.ts';
import { checkKeys } from './keys.ts';

/** Far above any record or metrics file; larger data goes by path. */
const MAX_BYTES = 64 * 1024 * 1024;
const MAX_DEPTH = 64;

/** A value JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * The one text of a JSON value: RFC 8785 (JSON Canonicalization Scheme). Digests and signatures are made over it.
 *
 * @throws Error (a bug of the caller) for NaN, infinities, lone surrogates, and values JSON does not have
 */
export function canonical(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('canonical: JSON has no such value');
  return text;
}

/**
 * Parses JSON that others wrote. Refuses what two parsers may read differently or what could reach a prototype:
 * duplicate keys, `__proto__`, `constructor`, `prototype`, invalid UTF-8; and more than 64 MiB or 64 levels.
 *
 * @param where the file or input, for the message
 * @throws InputError
 */
export function parseJson(input: string | Uint8Array, where: string, limits?: { readonly maxBytes?: number }): unknown {
  const maxBytes = limits?.maxBytes ?? MAX_BYTES;
  if (input.length > maxBytes) {
    throw inputProblem({
      where,
      what: 'the JSON is too large',
      got: `${input.length} bytes`,
      expected: `at most ${maxBytes}`,
    });
  }
  const text = decoded(input, where);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw notJson(text, error, where);
  }
  checkKeys(text, MAX_DEPTH, where);
  return value;
}

function decoded(input: string | Uint8Array, where: string): string {
  if (typeof input === 'string') return input.startsWith('\uFEFF') ? input.slice(1) : input;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(input);
  } catch {
    throw inputProblem({ where, what: 'this is not JSON: the bytes are not UTF-8 text' });
  }
}

function notJson(text: string, error: unknown, where: string): InputError {
  if (text.trim() === '') return inputProblem({ where, what: 'this is not JSON: it is empty' });
  const bare = /(?:^|[[:,\s])-?(NaN|Infinity)\s*[,\]}]/.exec(text)?.[1];
  if (bare !== undefined) {
    const next = 'Write null, or leave the value out; Python: json.dumps(..., allow_nan=False) finds it.';
    return inputProblem({ where, what: `this is not JSON: it holds ${bare}, which JSON does not have`, next });
  }
  const at = /position (\d+)/.exec(messageOf(error))?.[1];
  const line = at === undefined ? text.split('\n').length : text.slice(0, Number(at)).split('\n').length;
  return inputProblem({ where, what: `this is not JSON: syntax error in line ${line}` });
}
