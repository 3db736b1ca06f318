import { problemText } from '@ml-actions/core/error';
import { nearest } from '@ml-actions/core/runner/nearest';
import type * as z from 'zod';
import { policySchema } from './policy-shape.ts';

/** Keys people look for in the policy that are inputs of the action, so that a pull request cannot move them in a policy file. */
const INPUTS = new Set(['baseline', 'columns', 'candidate', 'environment', 'anchor']);

type Path = readonly PropertyKey[];
const dotted = (path: Path): string => path.map(String).join('.');

/** Every schema issue in the product's message form. */
export const schemaProblems = (issues: readonly z.core.$ZodIssue[], raw: unknown, name: string): string[] =>
  issues.flatMap((issue) => issueProblems(deepest(issue), raw, name));

/** Of a union's options the one that fits best: its own issue says more than "no option fits". */
function deepest(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union') return issue;
  const inner = issue.errors.map((option) => option[0]).filter((found) => found?.code === 'unrecognized_keys');
  const [found] = inner;
  return found ? ({ ...found, path: [...issue.path, ...found.path] } as z.core.$ZodIssue) : issue;
}

function issueProblems(issue: z.core.$ZodIssue, raw: unknown, name: string): string[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(issue.path, key, name));
  const where = issue.path.length === 0 ? name : `${name}: ${dotted(issue.path)}`;
  return [
    problemText({ where, what: 'is not valid', got: shown(valueAt(raw, issue.path)), expected: expectation(issue) }),
  ];
}

function unknownKey(path: Path, key: string, name: string): string {
  const where = path.length === 0 ? name : `${name}: ${dotted(path)}`;
  const known = knownKeys(policySchema, path);
  const near = nearest(key, known);
  if (INPUTS.has(key) && path.length === 0) {
    return problemText({
      where,
      what: `"${key}" is an input of the action, not part of the policy`,
      next: 'Move it beside `policy`.',
    });
  }
  const next = near === undefined ? `Known keys: ${known.join(', ')}.` : `Did you mean "${near}"?`;
  return problemText({ where, what: `unknown key "${key}"`, next });
}

/** The parts of zod's definitions that are walked. */
interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, Schema>>;
  readonly innerType?: Schema;
  readonly in?: Schema;
  readonly valueType?: Schema;
  readonly element?: Schema;
  readonly options?: readonly Schema[];
}
interface Schema {
  readonly _zod: { readonly def: unknown };
}

const definitionOf = (schema: Schema): Definition => schema._zod.def as Definition;

/** Keys of the mapping that stands at a path of the policy. */
function knownKeys(schema: Schema, [first, ...rest]: Path): string[] {
  const { type, shape, innerType, in: input, valueType, element, options } = definitionOf(schema);
  const inside = innerType ?? (type === 'pipe' ? input : undefined);
  if (inside) return knownKeys(inside, first === undefined ? [] : [first, ...rest]);
  if (options) return options.flatMap((option) => knownKeys(option, first === undefined ? [] : [first, ...rest]));
  if (first === undefined) return shape ? Object.keys(shape) : [];
  const next = shape ? shape[String(first)] : (valueType ?? element);
  return next ? knownKeys(next, rest) : [];
}

function expectation(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return issue.expected;
  if (issue.code === 'invalid_value') return issue.values.map(String).join(' | ');
  return issue.message.replace(/^expected /, '');
}

const valueAt = (raw: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    raw,
  );

const LONGEST_SHOWN = 60;
const shown = (value: unknown): string =>
  value === undefined
    ? 'nothing'
    : Number.isNaN(value)
      ? 'NaN'
      : (JSON.stringify(value) ?? typeof value).slice(0, LONGEST_SHOWN);
