import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../../packages/build/src/sources.ts';
import { referencePython } from '../../support/reference-python.ts';

export type Tool = 'gx' | 'pandera' | 'frictionless' | 'soda' | 'datacontract' | 'dbt' | 'jsonschema';

/** Whether a rule held, and how many failed; null where the tool does not say. */
export type Found = readonly [verdict: string, failing: number | null];

const ENVIRONMENTS: Readonly<Record<Tool, 'gx' | 'pandera' | 'frictionless' | 'contracts'>> = {
  gx: 'gx',
  pandera: 'pandera',
  frictionless: 'frictionless',
  soda: 'contracts',
  datacontract: 'contracts',
  dbt: 'contracts',
  jsonschema: 'contracts',
};

const script = join(root, 'test', 'integration', 'reference', 'contracts', 'run.py');

const known = new Map<string, readonly Map<string, Found>[]>();

/** What the tool itself says of each rule that it names, for each file. A contract in two spellings is asked once. */
export function theirs(tool: Tool, contract: string, paths: readonly string[]): readonly Map<string, Found>[] {
  const key = JSON.stringify([tool, readFileSync(contract, 'utf8'), paths]);
  const found = known.get(key) ?? asked(tool, contract, paths);
  known.set(key, found);
  return found;
}

function asked(tool: Tool, contract: string, files: readonly string[]): readonly Map<string, Found>[] {
  const python = referencePython(join(root, '.cache'), ENVIRONMENTS[tool]);
  const text = execFileSync(python, [script, tool, contract, ...files], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const lists = JSON.parse(text.trim().split('\n').at(-1) ?? '') as [string, string, number | null][][];
  return lists.map((rules) => new Map(rules.map(([name, ...found]) => [name, found])));
}
