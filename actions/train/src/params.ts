import { readFile, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { inputProblem, messageOf } from '@ml-actions/core/error';
import { canonical, type Json, parseJson } from '@ml-actions/core/json/canonical';
import { inside, quoted } from '@ml-actions/core/path/inside';
import type { TrainPredicate } from '@ml-actions/core/record/predicate/train';
import { parseDocument } from 'yaml';
import { fromBase, type Place } from './place.ts';

type Params = TrainPredicate['params'];

/** A parameter file is written by hand; a larger one is data. */
const MAX_BYTES = 1024 * 1024;
const MAX_DEPTH = 32;
const FORBIDDEN = ['__proto__', 'constructor', 'prototype'];

/**
 * Reads parameter files into one mapping. Values count, not bytes: a comment changes nothing.
 *
 * @throws InputError for a file that is missing, empty, binary or no mapping, for NaN and infinities, and for a
 * parameter that two files give different values: nobody could tell which one training used
 */
export async function readParams(place: Place, paths: readonly string[]): Promise<Params> {
  const merged = new Map<string, Json>();
  for (const path of paths) {
    for (const [name, value] of Object.entries(await readOne(place, path))) {
      const known = merged.get(name);
      if (known !== undefined && canonical(known) !== canonical(value)) {
        throw inputProblem({ where: `params: ${path}`, what: `${quoted(name)} has another value in another file` });
      }
      merged.set(name, value);
    }
  }
  return Object.fromEntries(merged) as Params;
}

async function readOne(place: Place, path: string): Promise<Readonly<Record<string, Json>>> {
  const where = `params: ${path}`;
  const file = await inside(place.workspace, fromBase(place, path), where);
  const facts = await stat(file);
  if (!facts.isFile()) throw inputProblem({ where, what: 'is a directory', expected: 'a file' });
  if (facts.size > MAX_BYTES) {
    throw inputProblem({ where, what: 'is too large', got: `${facts.size} bytes`, expected: `at most ${MAX_BYTES}` });
  }
  const text = decoded(await readFile(file), where);
  const value = checked(parsed(text, extname(file).toLowerCase(), where), '', 0, where);
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Readonly<Record<string, Json>>;
  throw inputProblem({
    where,
    what: 'holds no parameters',
    got: Array.isArray(value) ? 'a list' : `a ${typeof value}`,
    expected: 'a mapping',
  });
}

function decoded(bytes: Uint8Array, where: string): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (text.trim() === '') throw inputProblem({ where, what: 'is empty', expected: 'a mapping' });
    if (!text.includes('\0')) return text;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  throw inputProblem({ where, what: 'is not text', got: 'binary content', expected: 'UTF-8' });
}

function parsed(text: string, ending: string, where: string): unknown {
  if (ending === '.json') return parseJson(text, where);
  if (ending !== '.yaml' && ending !== '.yml') {
    throw inputProblem({
      where,
      what: 'has no known format',
      got: ending || 'no file ending',
      expected: '.json, .yaml or .yml',
    });
  }
  const document = parseDocument(text, { uniqueKeys: true, logLevel: 'error' });
  const [broken] = document.errors;
  if (broken) throw inputProblem({ where, what: `is not YAML: ${broken.message.split('\n')[0]}` });
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw inputProblem({ where, what: `is not YAML that can be read: ${messageOf(error)}` });
  }
}

/** Keeps what JSON can hold. YAML knows NaN, infinities and deep nests of its own. */
function checked(value: unknown, name: string, depth: number, where: string): Json {
  if (depth > MAX_DEPTH) throw inputProblem({ where, what: `is nested deeper than ${MAX_DEPTH} levels` });
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (Array.isArray(value)) return value.map((one, at) => checked(one, `${name}[${at}]`, depth + 1, where));
  if (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => {
        if (FORBIDDEN.includes(key))
          throw inputProblem({ where, what: `holds the key ${quoted(key)}, which is refused` });
        return [key, checked(one, name ? `${name}.${key}` : key, depth + 1, where)];
      }),
    );
  }
  throw inputProblem({
    where,
    what: `${quoted(name)} is not a value that a record can hold`,
    got: String(value),
    expected: 'a finite number, text, true, false, null, a list or a mapping',
  });
}
