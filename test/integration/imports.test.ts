import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../../packages/build/src/sources.ts';
import { checkData } from '../../packages/data/src/check.ts';
import { parseContract } from '../../packages/data/src/contract/native.ts';
import { openWorkspace, type Workspace } from '../../packages/data/src/fixture/workspace.ts';
import type { Case } from './contracts/case.ts';
import { DBT } from './contracts/dbt.ts';
import { FRICTIONLESS } from './contracts/frictionless.ts';
import { GX } from './contracts/gx.ts';
import { JSON_SCHEMA } from './contracts/jsonschema.ts';
import { ODCS } from './contracts/odcs.ts';
import { PANDERA } from './contracts/pandera.ts';
import { SODA } from './contracts/soda.ts';
import { type Found, theirs } from './contracts/theirs.ts';

const good = readFileSync(join(root, 'examples', 'birdstrikes', 'data', 'train.csv'), 'utf8');

/** Every so many rows a value is missing, out of range, not in the set or repeated. */
function damaged(): string {
  const [header = '', ...rows] = good.trimEnd().split('\n');
  const first = rows[0]?.split(',')[0] ?? '';
  const broken = rows.map((row, at) => {
    const cells = row.split(',');
    if (at % 50 === 3) cells[4] = '';
    if (at % 70 === 5) cells[4] = '900';
    if (at % 90 === 7) cells[2] = 'hovering';
    if (at === 20) cells[0] = first;
    return cells.join(',');
  });
  return `${[header, ...broken].join('\n')}\n`;
}

const NUMBERS = ['speed_knots', 'damage'];

/** The rows as objects, one a line; a missing value is an absent key. */
function jsonl(csv: string): string {
  const [header = '', ...rows] = csv.trimEnd().split('\n');
  const names = header.split(',');
  const objects = rows.map((row) => {
    const cells = row.split(',').map((cell, at) => [names[at] ?? '', cell] as const);
    const present = cells.filter(([, cell]) => cell !== '');
    return Object.fromEntries(present.map(([name, cell]) => [name, NUMBERS.includes(name) ? Number(cell) : cell]));
  });
  return `${objects.map((object) => JSON.stringify(object)).join('\n')}\n`;
}

let workspace: Workspace;
beforeAll(async () => {
  workspace = await openWorkspace();
});
afterAll(() => workspace.close());

/** What we say of each rule; the second rule of an id is `id#2`. */
async function ours(contract: string, file: string, data: string): Promise<Map<string, Found>> {
  const source = await workspace.source(file, data);
  await workspace.write('phases.csv', 'phase\napproach\nclimb\ndescent\n');
  const phases = await workspace.source('phases.csv', 'phase\napproach\nclimb\ndescent\n', { name: 'phases' });
  const { engine } = workspace;
  const files = { workspace: workspace.root, base: workspace.root };
  const parsed = parseContract(contract, 'contract', { table: 'strikes' });
  const report = await checkData({ engine, sources: [source, phases], contract: parsed, files });
  const found = new Map<string, Found>();
  for (const { id, status, failing } of report.rules.filter((rule) => rule.source !== 'phases')) {
    const times = [...found.keys()].filter((key) => key.split('#')[0] === id).length;
    found.set(times === 0 ? id : `${id}#${times + 1}`, [status, failing]);
  }
  return found;
}

const RANK = ['pass', 'warn', 'fail', 'error'];
const worst = (all: readonly Found[]): Found =>
  all.reduce((one, other) => (RANK.indexOf(other[0]) > RANK.indexOf(one[0]) ? [other[0], one[1]] : one));

const CASES: readonly Case[] = [...GX, ...PANDERA, ...FRICTIONLESS, ...SODA, ...ODCS, ...DBT, ...JSON_SCHEMA];

test.each(CASES.map((each, at) => [`${at} ${each.tool}`, each] as const))('%s finds what we find', async (_, one) => {
  const sets = [good, damaged()].map((csv) => (one.rows === 'csv' ? csv : jsonl(csv)));
  const names = ['good', 'damaged'].map((name) => `${name}.${one.rows}`);
  const paths = await Promise.all(names.map((name, at) => workspace.write(name, sets[at] ?? '')));
  const contract = await workspace.write('contract', one.contract);
  for (const [at, found] of theirs(one.tool, contract, paths).entries()) {
    const us = await ours(one.ours?.(found) ?? one.contract, names[at] ?? '', sets[at] ?? '');
    const stray = [...found.keys()].filter((name) => !(name in one.pairs) && !(name in (one.left ?? {})));
    expect(stray).toEqual([]);
    for (const [name, [alike, ...ids]] of Object.entries(one.pairs)) {
      const [verdict, failing] = found.get(name) ?? (one.namesAll ? ['not named', null] : ['pass', 0]);
      const [status, own] = worst(ids.map((id) => us.get(id) ?? ['no rule', null]));
      const isCounted = alike === 'count';
      expect({ name, verdict: status, failing: isCounted ? own : null }).toEqual({
        name,
        verdict,
        failing: isCounted ? failing : null,
      });
    }
  }
});
