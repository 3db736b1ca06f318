import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../../packages/build/src/sources.ts';
import { checkData } from '../../packages/data/src/check.ts';
import { parseContract } from '../../packages/data/src/contract/native.ts';
import { openWorkspace, type Workspace } from '../../packages/data/src/fixture/workspace.ts';
import { referencePython } from '../support/reference-python.ts';

const script = join(root, 'test', 'integration', 'reference', 'foreign_contracts.py');
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

let workspace: Workspace;
beforeAll(async () => {
  workspace = await openWorkspace();
});
afterAll(() => workspace.close());

type Tool = 'gx' | 'pandera' | 'frictionless';

/** What the tool itself says of each rule that it names: whether it held, and how many failed. */
async function theirs(tool: Tool, contract: string, data: string): Promise<Map<string, [boolean, number | null]>> {
  const paths = [await workspace.write(`${tool}.contract`, contract), await workspace.write('theirs.csv', data)];
  const python = referencePython(join(root, '.cache'), tool);
  const text = execFileSync(python, [script, tool, ...paths], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const rules = JSON.parse(text.trim().split('\n').at(-1) ?? '') as [string, boolean, number | null][];
  return new Map(rules.map(([name, held, failing]) => [name, [held, failing]]));
}

async function ours(contract: string, data: string): Promise<Map<string, [boolean, number | null]>> {
  const source = await workspace.source('data.csv', data);
  const files = { workspace: workspace.root, base: workspace.root };
  const { engine } = workspace;
  const report = await checkData({ engine, sources: [source], contract: parseContract(contract, 'contract'), files });
  return new Map(report.rules.map(({ id, status, failing }) => [id, [status === 'pass', failing]]));
}

const GX = JSON.stringify({
  name: 'birdstrikes',
  expectations: [
    ['be_unique', { column: 'id' }],
    ['not_be_null', { column: 'speed_knots', mostly: 0.99 }],
    ['be_between', { column: 'speed_knots', min_value: 0, max_value: 400 }],
    ['be_in_set', { column: 'phase', value_set: ['approach', 'climb'], mostly: 0.5 }],
    ['match_regex', { column: 'id', regex: '-0[0-9]*3' }],
  ].map(([name, kwargs]) => ({ type: `expect_column_values_to_${name}`, kwargs })),
});

const PANDERA = `schema_type: dataframe
version: 0.24.0
columns:
  speed_knots:
    dtype: float64
    nullable: false
    checks: [{ value: 400, options: { check_name: less_than_or_equal_to } }]
  phase:
    dtype: str
    nullable: false
    checks: [{ value: [approach, climb], options: { check_name: isin } }]
  id: { dtype: str, nullable: false, unique: true, checks: null }
index: null
checks: null
coerce: false
strict: false
`;

const FRICTIONLESS = JSON.stringify({
  fields: [
    { name: 'id', type: 'string', constraints: { unique: true } },
    { name: 'flight_date', type: 'date' },
    { name: 'phase', type: 'string', constraints: { enum: ['approach', 'climb', 'descent'] } },
    { name: 'time_of_day' },
    { name: 'speed_knots', type: 'integer', constraints: { required: true, maximum: 400 } },
    { name: 'wildlife_size', constraints: { minLength: 6 } },
    { name: 'operator_kind' },
    { name: 'aircraft_class' },
    { name: 'damage', type: 'integer' },
  ],
});

/** Their rule and ours; a repeated value: GX counts each of its rows, we those beyond the first. */
const CASES = [
  [
    'gx',
    GX,
    {
      be_unique: 'id.unique',
      not_be_null: 'speed_knots.nulls',
      be_between: 'speed_knots.range',
      be_in_set: 'phase.in',
      match_regex: 'id.pattern',
    },
  ],
] as const;

test.each(CASES)('%s counts as we do', async (tool, contract, pairs) => {
  for (const data of [good, damaged()]) {
    const [them, us] = [await theirs(tool, contract, data), await ours(contract, data)];
    for (const [name, id] of Object.entries(pairs)) {
      const [held, failing = null] = them.get(`expect_column_values_to_${name}`) ?? [];
      const repeated = name === 'be_unique' && failing !== null ? failing / 2 : failing;
      expect({ name, held, failing: repeated }).toEqual({ name, held: us.get(id)?.[0], failing: us.get(id)?.[1] });
    }
  }
});

/** These tools report only what fails: failing rows of all rules. A dtype of storage is pandas' own (int64 of a file without gaps). */
test.each([
  ['pandera', PANDERA, ['speed_knots.nulls', 'speed_knots.range', 'phase.in']],
  [
    'frictionless',
    FRICTIONLESS,
    ['speed_knots.nulls', 'speed_knots.range', 'phase.in', 'wildlife_size.length', 'id.unique'],
  ],
] as const)('%s finds as many failures as we do', async (tool, contract, ids) => {
  for (const data of [good, damaged()]) {
    const [them, us] = [await theirs(tool, contract, data), await ours(contract, data)];
    const total = [...them]
      .filter(([name]) => !/^id:|:dtype/.test(name))
      .reduce((sum, [, [, failing]]) => sum + (failing ?? 0), 0);
    const own = ids.reduce((sum, id) => sum + (us.get(id)?.[1] ?? Number.NaN), 0);
    expect({ tool, total }).toEqual({ tool, total: own });
  }
});
