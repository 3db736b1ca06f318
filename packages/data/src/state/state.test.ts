import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as fc from '../../../../test/support/property.ts';
import { birdstrikes, divisions } from '../fixture/divisions.ts';
import { checkedWhole, type Inputs, mapAll, reduced } from '../fixture/sharded.ts';
import { openWorkspace, type Workspace } from '../fixture/workspace.ts';

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
});
afterAll(() => space.close());

/** Every kind of rule that shards can answer, on columns that hold values of more than one type, and gaps. */
const EVERYTHING = `
version: 1
missing: [NA]
key: [id]
columns:
  id: { type: string, pattern: "strike-[0-9]+", min_length: 1, unique: true }
  flight_date: { type: date, required: true, past: true, fresh: 9000d, min: 1990-01-01 }
  phase: { type: string, in: [approach, climb, descent, landing roll, parked, take-off run, taxi], variants: "<= 5%", nulls: "<= 3%" }
  time_of_day: { type: string, set: { contains: [day, night, noon] }, shares: { day: [0.2, 0.8] }, top_share: "<= 0.5", constant: fail }
  speed_knots:
    type: number
    min: 0
    max: 400
    finite: true
    mean: [100, 150]
    median: [90, 140]
    std: [1, 60]
    sum: [0, 1e9]
    min_value: [0, 50]
    max_value: [100, 350]
    quantile: { 0.9: "<= 180", 0.25: ">= 10" }
    distinct: [3, 1000]
    distinct_share: [0, 0.5]
  damage: { type: integer, in: [0, 1], where: "speed_knots > 100", mean: [0, 1] }
  gone: { type: string, optional: true, unique: true }
extra_columns: warn
checks:
  - rows: { between: [1, 100000] }
  - unique: [flight_date, aircraft_class]
  - unique: { columns: [flight_date, phase], where: "speed_knots > 150" }
  - duplicate_rows: all
  - duplicate_rows: { columns: [flight_date, operator_kind] }
  - fresh: { column: flight_date, within: 2d }
  - expr: { name: fast, sql: "speed_knots > 20 OR damage = 1" }
  - expr: { name: wrong, sql: "nothing > 20" }
  - rows: { min: 3, where: "time_of_day = 'noon'" }
  - files: { count: [1, 9], bytes: "<= 1e9" }
  - column: { name: speed_knots, min: 10, where: "time_of_day = 'noon' AND phase = 'parked' AND damage = 7" }
labels: { column: damage, in: [0, 1], missing: 0, min_share: 5%, imbalance: ">= 0.1" }
`;

const FORMATS = ['csv', 'jsonl', 'parquet'] as const;

/** Real records with what goes wrong in real files: gaps, other spellings, decimals, repeated rows, wrong dates. */
async function records(): Promise<string[]> {
  const rows = await birdstrikes(400);
  const dirty = rows.map((row, at) => {
    const cells = [...row];
    if (at % 37 === 0) cells[4] = '';
    if (at % 53 === 5) cells[4] = `${cells[4]}.25`;
    if (at % 61 === 7) cells[4] = 'NA';
    if (at % 97 === 9) cells[1] = '1995-02-30';
    if (at % 41 === 3) cells[3] = 'Day';
    if (at % 71 === 4) cells[2] = '';
    return cells.join(',');
  });
  return [...dirty, ...dirty.slice(0, 9)];
}

const HEAD = 'id,flight_date,phase,time_of_day,speed_knots,wildlife_size,operator_kind,aircraft_class,damage';
let written = 0;

/** As which types Parquet holds columns, the same in every shard; the others are text. */
const TYPES: Readonly<Record<string, string>> = { speed_knots: 'DOUBLE', damage: 'INTEGER' };

async function write(format: (typeof FORMATS)[number], lines: readonly string[]): Promise<string> {
  const name = `part-${written++}`;
  await space.write(`${name}.csv`, `${[HEAD, ...lines].join('\n')}\n`);
  if (format === 'csv') return `${name}.csv`;
  const isParquet = format === 'parquet';
  const columns = HEAD.split(',').map((column) => `'${column}': '${(isParquet && TYPES[column]) || 'VARCHAR'}'`);
  const nulls = isParquet ? "['', 'NA']" : "['']";
  const reader = `read_csv('${space.root}/${name}.csv', header = true, auto_detect = false, nullstr = ${nulls}, columns = {${columns.join(', ')}})`;
  const options = isParquet ? 'FORMAT parquet' : 'FORMAT json';
  await space.engine.rows(`COPY (FROM ${reader}) TO '${space.root}/${name}.${format}' (${options})`);
  return `${name}.${format}`;
}

const withoutAge = (text: string): string => text.replace(/"got":\d{8,}/g, '"got":"seconds"');

describe('the states of any shards say what a check of the whole says', () => {
  test.each(FORMATS)('%s', { timeout: 120_000 }, async (format) => {
    const lines = await records();
    await fc.assert(
      fc.asyncProperty(divisions(lines.length), async ({ of, owner, order }) => {
        const shards: Inputs[] = [];
        for (let shard = 0; shard < of; shard++)
          shards.push({
            data: [
              await write(
                format,
                lines.filter((_, at) => owner[at] === shard),
              ),
            ],
          });
        const whole = await checkedWhole(space, EVERYTHING, { data: shards.flatMap(({ data = [] }) => data) });
        const folders = await mapAll(space, EVERYTHING, shards);
        const found = await reduced(
          space,
          EVERYTHING,
          order.map((at) => folders[at] ?? ''),
        );
        expect(withoutAge(JSON.stringify(found))).toBe(withoutAge(JSON.stringify(whole)));
      }),
      { numRuns: 2, endOnFailure: true },
    );
  });
});
