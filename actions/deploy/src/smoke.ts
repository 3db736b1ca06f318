import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { inputProblem } from '@ml-actions/core/error';
import { parseJson } from '@ml-actions/core/json/canonical';
import { inside } from '@ml-actions/core/path/inside';
import type { Ports } from '@ml-actions/core/runner/ports';
import * as z from 'zod';
import { type GoldenRow, requestOf } from './golden.ts';
import { ask, type Endpoint } from './probe.ts';

export interface SmokeCase {
  readonly request: unknown;
  /** the part of the answer that must be there; numbers may differ by what 32-bit floats lose */
  readonly expected: unknown;
}

export interface SmokeResult {
  readonly requests: number;
  readonly mismatches: number;
  /** the first mismatch in words, without the request's content */
  readonly first: string | null;
}

/** 32-bit floats travel as doubles: relative and absolute tolerance of research/deploy.md, section 4. */
const RELATIVE = 1e-4;
const ABSOLUTE = 1e-6;

const smokeSchema = z.array(z.strictObject({ request: z.json(), expected: z.json() })).min(1);

/** Reads the `smoke` file. @throws InputError */
export async function readSmoke(path: string | undefined, { run, base }: Ports): Promise<readonly SmokeCase[]> {
  if (path === undefined) return [];
  const name = relative(run.workspace, resolve(base, path));
  const parsed = smokeSchema.safeParse(parseJson(await readFile(await inside(run.workspace, name, 'smoke')), name));
  if (parsed.success) return parsed.data;
  throw inputProblem({
    where: 'smoke',
    what: `${name} holds no requests`,
    got: parsed.error.issues[0]?.message ?? '',
    expected: 'a JSON list of `{request, expected}`',
  });
}

/** Sends every request, one at a time, and compares the answers. @throws Unproven when one is not answered */
export async function runSmoke(
  endpoint: Endpoint,
  cases: readonly SmokeCase[],
  golden: readonly GoldenRow[],
): Promise<SmokeResult> {
  const problems: string[] = [];
  let requests = 0;
  for (const { request, expected } of [...cases, ...(await goldenCases(endpoint, golden))]) {
    requests += 1;
    const answer = await ask(endpoint.base + endpoint.infer, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-ml-actions': 'smoke' },
      body: JSON.stringify(request),
    });
    const problem = answer.status === 200 ? difference(expected, jsonOf(answer.text), '$') : `status ${answer.status}`;
    if (problem) problems.push(`request ${requests}: ${problem}`);
  }
  return { requests, mismatches: problems.length, first: problems[0] ?? null };
}

async function goldenCases(endpoint: Endpoint, golden: readonly GoldenRow[]): Promise<SmokeCase[]> {
  if (golden.length === 0) return [];
  const { text } = await ask(endpoint.base + endpoint.identity);
  return golden.map((row) => ({
    request: requestOf(row, jsonOf(text)),
    expected: { outputs: [{ data: [row.score] }] },
  }));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Where an answer differs from what was expected; null when nowhere. Keys that were not expected are not looked at. */
export function difference(expected: unknown, actual: unknown, at: string): string | null {
  if (typeof expected === 'number') {
    const close = typeof actual === 'number' && Math.abs(actual - expected) <= ABSOLUTE + RELATIVE * Math.abs(expected);
    return close ? null : `${at} is ${shown(actual)}, expected ${expected}`;
  }
  if (expected === null || typeof expected !== 'object')
    return actual === expected ? null : `${at} is ${shown(actual)}, expected ${shown(expected)}`;
  if (actual === null || typeof actual !== 'object' || Array.isArray(actual) !== Array.isArray(expected))
    return `${at} is ${shown(actual)}`;
  if (Array.isArray(expected) && Array.isArray(actual) && expected.length !== actual.length)
    return `${at} has ${actual.length} entries, expected ${expected.length}`;
  for (const [key, value] of Object.entries(expected)) {
    const problem = difference(value, (actual as Record<string, unknown>)[key], `${at}.${key}`);
    if (problem) return problem;
  }
  return null;
}

const LONGEST_SHOWN = 60;
const shown = (value: unknown): string => (JSON.stringify(value) ?? 'missing').slice(0, LONGEST_SHOWN);
