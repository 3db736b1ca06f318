import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { inputProblem } from '@ml-actions/core/error';
import { canonical } from '@ml-actions/core/json/canonical';
import { sha256 } from '@ml-actions/core/json/digest';
import { inside } from '@ml-actions/core/path/inside';
import type { Config, Placed } from '@ml-actions/core/runner/config';
import type { Ports } from '@ml-actions/core/runner/ports';
import { parseYaml } from './formats/yaml.ts';

const where = 'policy';

/** The policy that a configuration states, as `environments.<environment>` may replace it: a mapping, or a file's path. */
export function policyIn(config: Config, environment: string): Placed | undefined {
  const section = config.section('evaluate-gate');
  const all = section.get('environments');
  const overlay = (all?.value as Record<string, Record<string, unknown> | undefined> | null | undefined)?.[environment];
  return all && overlay?.[where] !== undefined ? { value: overlay[where], line: all.line } : section.get(where);
}

/** @throws InputError for a file that is missing, empty, binary or no YAML */
export async function readPolicyFile(
  given: string,
  { base, run }: Pick<Ports, 'base' | 'run'>,
): Promise<{ readonly path: string; readonly raw: unknown }> {
  const path = relative(run.workspace, resolve(base, given)).replaceAll('\\', '/');
  const file = await inside(run.workspace, path, where);
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw inputProblem({ where, what: `${path} cannot be read (${error.code})` });
  });
  return { path, raw: await parsePolicyFile(bytes, path) };
}

/** @throws InputError for bytes that are empty, binary or no YAML */
export async function parsePolicyFile(bytes: Uint8Array, name: string): Promise<unknown> {
  const text = Buffer.from(bytes).toString();
  if (text.includes('\0') || text.includes('\ufffd'))
    throw inputProblem({ where: name, what: 'is not text', expected: 'a policy in YAML' });
  if (text.trim() === '') throw inputProblem({ where: name, what: 'is empty', expected: 'a mapping with `checks`' });
  return parseYaml(text, name);
}

/** Of the policy as it is written: the SHA-256 of its canonical JSON. */
export const digestOfPolicy = (raw: unknown): string => sha256(canonical(raw));

/**
 * The digest of the policy that this checkout's configuration states; null where it states none (the workflow may).
 *
 * @throws InputError for a policy file that cannot be read
 */
export async function configuredDigest(
  ports: Pick<Ports, 'base' | 'run' | 'config'>,
  environment: string,
): Promise<string | null> {
  const value = policyIn(ports.config, environment)?.value;
  if (value === undefined || value === null || value === '') return null;
  return digestOfPolicy(typeof value === 'string' ? (await readPolicyFile(value, ports)).raw : value);
}
