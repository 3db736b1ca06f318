import { problemText } from '@ml-actions/core/error';
import { nearest } from '@ml-actions/core/runner/nearest';
import type * as z from 'zod';
import { checkSchema, policySchema } from './policy-shape.ts';

/** Parts of the full policy language whose behaviour does not exist yet: refused by name, never ignored. */
const LATER = new Set([
  'anchor',
  'anchor_checks',
  'slices',
  'fairness',
  'budgets',
  'seeds',
  'robustness',
  'importance',
  'holdout',
  'waivers',
  'align',
  'stats.resamples',
  'stats.seed',
  'stats.interval',
  'threshold.fit',
  'logic.score',
]);
/** Keys people look for in the policy that are inputs of the action, so that a pull request cannot move them in a policy file. */
const INPUTS = new Set(['baseline', 'columns', 'candidate', 'environment']);

type Path = readonly PropertyKey[];
const dotted = (path: Path): string => path.map(String).join('.');

/** Walks the raw policy for the parts that are not available yet. */
export function laterProblems(raw: Record<string, unknown>, name: string): string[] {
  const paths = Object.entries(raw).flatMap(([key, value]) => [key, ...childPaths(key, value)]);
  return paths.filter((path) => LATER.has(path) && !isAutoInterval(raw, path)).map((path) => notAvailable(name, path));
}

const childPaths = (key: string, value: unknown): string[] =>
  typeof value === 'object' && value !== null ? Object.keys(value).map((child) => `${key}.${child}`) : [];

const isAutoInterval = (raw: Record<string, unknown>, path: string): boolean =>
  path === 'stats.interval' && (raw.stats as Record<string, unknown>).interval === 'auto';

const notAvailable = (where: string, path: string): string =>
  problemText({ where, what: `"${path}" is not available yet`, next: 'Remove it; it is refused rather than ignored.' });

/** Every schema issue in the product's message form, without those already told by `laterProblems`. */
export function schemaProblems(issues: readonly z.core.$ZodIssue[], raw: unknown, name: string): string[] {
  return issues.filter((issue) => !isLater(issue.path)).flatMap((issue) => issueProblems(issue, raw, name));
}

const isLater = (path: Path): boolean =>
  LATER.has(dotted(path)) ||
  (path.length > 0 && [...LATER].some((later) => later.startsWith(`${dotted(path)}.`) && !later.startsWith('stats.')));

function issueProblems(issue: z.core.$ZodIssue, raw: unknown, name: string): string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys
      .filter((key) => !LATER.has(dotted([...issue.path, key])))
      .map((key) => unknownKey(issue.path, key, name));
  }
  const where = issue.path.length === 0 ? name : `${name}: ${dotted(issue.path)}`;
  return [
    problemText({ where, what: 'is not valid', got: shown(valueAt(raw, issue.path)), expected: expectation(issue) }),
  ];
}

function unknownKey(path: Path, key: string, name: string): string {
  const where = path.length === 0 ? name : `${name}: ${dotted(path)}`;
  const near = nearest(key, knownKeys(path));
  if (INPUTS.has(key) && path.length === 0) {
    return problemText({
      where,
      what: `"${key}" is an input of the action, not part of the policy`,
      next: 'Move it beside `policy`.',
    });
  }
  const next = near === undefined ? `Known keys: ${knownKeys(path).join(', ')}.` : `Did you mean "${near}"?`;
  return problemText({ where, what: `unknown key "${key}"`, next });
}

function knownKeys([first, ...rest]: Path): string[] {
  if (first === undefined) return Object.keys(policySchema.shape);
  if (first === 'checks') return rest.length > 1 ? ['abs', 'rel'] : Object.keys(checkSchema.shape);
  const section = {
    when: policySchema.shape.when,
    stats: policySchema.shape.stats,
    defaults: policySchema.shape.defaults,
  }[String(first)];
  return section === undefined ? [] : Object.keys(section.unwrap().shape);
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
