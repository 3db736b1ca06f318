import { isMap } from 'yaml';
import type { Block } from '../block.ts';
import { extraColumns } from '../check/extra-columns.ts';
import { nulls } from '../check/nulls.ts';
import { rows } from '../check/rows.ts';
import { unique } from '../check/unique.ts';
import type { CsvOptions } from '../dialect/csv.ts';
import type { Choice } from '../import/draft.ts';
import { importContract } from '../import/formats.ts';
import type { ColumnType } from '../list-type.ts';
import type { Meaning } from '../relation.ts';
import { NONE, type Rule } from '../rule.ts';
import type { LogicalType } from '../typing.ts';
import { BLOCK_KEYS, type Overrides, readBlocks } from './blocks.ts';
import { type Change, readSchemaChange } from './change.ts';
import { type Checked, readCheck } from './check.ts';
import { readColumn } from './column.ts';
import { csvOf } from './csv.ts';
import { foreignFormat } from './detect.ts';
import { namesOf } from './names.ts';
import { kindOf, type Reading, readYaml, type Spot, shown, someEntries, someItems, unknownKey } from './reading.ts';
import { withTypesBehind } from './type-behind.ts';
import { readBoolean, readSentinels } from './value.ts';

/** A data contract, ready to be planned. */
export interface Contract {
  /** as messages and annotations name it */
  readonly file: string;
  /** paths by split name; a contract with one unnamed input calls it `data` */
  readonly data: ReadonlyMap<string, readonly string[]>;
  readonly csv: CsvOptions;
  readonly allowEmpty: boolean;
  /** what columns mean, beside their rules */
  readonly meaning: Meaning;
  /** the columns that name a row; empty where the contract has no key */
  readonly key: readonly string[];
  readonly rules: readonly Rule[];
  /** rules that are answered together, outside the scan of each source */
  readonly blocks: readonly Block[];
  /** what is held against earlier data */
  readonly changes: readonly Change[];
}

const VERSION = 1;
export const TOP_KEYS = [
  ...BLOCK_KEYS,
  'version',
  'data',
  'read',
  'key',
  'columns',
  'extra_columns',
  'checks',
  'schema_change',
  'missing',
  'allow_empty',
  'description',
];

/**
 * Reads a data contract (YAML 1.2 or JSON): a native one, or one of a format that is imported.
 * @param file the name for messages, relative to the workspace
 * @param overrides blocks that replace the contract's own, and what is chosen of a foreign one
 * @throws InputError listing every problem with its line
 */
export function parseContract(text: string, file: string, overrides: Overrides & Choice = {}): Contract {
  const reading = nativeReading(readYaml(text, file), overrides);
  const top = reading.entries(reading.top);
  checkTopKeys(reading, top);
  const missing = top.get('missing');
  const key = keyOf(reading, top.get('key'));
  const named = key.at(-1)?.columns ?? [];
  const everywhere = missing ? readSentinels(reading, missing) : [];
  const columns = columnsOf(reading, top.get('columns'), { everywhere, key: named });
  const checks = checksOf(reading, top.get('checks'), (column) => columns.stated.get(column));
  const rules = [
    ...columns.rules,
    ...key,
    ...extra(reading, top.get('extra_columns'), columns.names),
    ...withTypesBehind(
      checks.filter((check) => 'measure' in check),
      columns,
    ),
  ];
  const blocks = [...checks.filter((check) => 'evaluate' in check), ...readBlocks(reading, top, overrides)];
  const allowEmptyAt = top.get('allow_empty');
  const allowEmpty = allowEmptyAt ? readBoolean(reading, allowEmptyAt) === true : false;
  const schemaChange = top.get('schema_change');
  const changes = [
    ...checks.filter((check) => 'of' in check),
    ...(schemaChange ? readSchemaChange(reading, schemaChange) : []),
  ];
  requireNumbers(reading, changes, rules);
  const contract = {
    file,
    data: dataOf(reading, top.get('data')),
    csv: csvOf(reading, top.get('read'), columns.names),
    allowEmpty,
    meaning: columns.meaning,
    key: named,
    rules: withRowsRule(rules, allowEmpty),
    blocks,
    changes,
  };
  if (rules.length + blocks.length + changes.length === 0)
    reading.report(reading.top, { what: 'the contract holds no rule', expected: 'at least `columns:` or `checks:`' });
  reading.finish();
  return contract;
}

/** A change is of a number that some rule measures, now and in the earlier data. */
function requireNumbers(reading: Reading, changes: readonly Change[], rules: readonly Rule[]): void {
  const known = ['rows', ...rules.filter(({ measure, by }) => measure.by === 'value' && !by).map(({ id }) => id)];
  for (const change of changes) {
    if (change.of === 'columns' || known.includes(change.name)) continue;
    reading.report(
      { ...reading.top, line: change.line },
      { what: 'no rule measures what may change', got: shown(change.name), expected: known.join(', ') },
    );
  }
}

/** The contract in the native language, whatever it is written in. */
function nativeReading(reading: Reading, choice: Choice): Reading {
  if (!isMap(reading.top.node)) {
    reading.report(reading.top, {
      what: 'this is not a data contract',
      got: kindOf(reading.top.node),
      expected: 'a mapping with `version: 1` and `columns:`',
    });
    reading.finish();
  }
  const top = reading.entries(reading.top);
  const isNative = reading.scalar(top.get('version') ?? reading.top) === VERSION;
  const foreign = isNative ? undefined : foreignFormat(top.keys());
  if (foreign === undefined) return reading;
  const imported = importContract(foreign, reading, choice);
  if (imported) return imported;
  reading.report(reading.top, {
    what: `this is ${foreign}, which is not read`,
    expected: 'a native contract (`version: 1`, `columns:`)',
  });
  reading.finish();
  return reading;
}

function checkTopKeys(reading: Reading, top: ReadonlyMap<string, Spot>): void {
  for (const [key, spot] of top) {
    if (!TOP_KEYS.includes(key)) unknownKey(reading, spot, key, TOP_KEYS);
  }
  const version = top.get('version');
  if (!version) reading.report(reading.top, { what: 'version is missing', expected: `version: ${VERSION}` });
  else if (reading.scalar(version) !== VERSION)
    reading.report(version, {
      what: 'this version of contracts is not known',
      got: kindOf(version.node),
      expected: String(VERSION),
    });
}

interface Columns {
  readonly rules: Rule[];
  readonly names: string[];
  readonly stated: ReadonlyMap<string, ColumnType>;
  readonly meaning: Meaning;
}

interface Above {
  /** spellings of a missing value in all columns */
  readonly everywhere: readonly string[];
  /** a key needs its columns, optional or not */
  readonly key: readonly string[];
}

function columnsOf(reading: Reading, spot: Spot | undefined, { everywhere, key }: Above): Columns {
  const stated = new Map<string, ColumnType>();
  const types = new Map<string, LogicalType>();
  const missing = new Map<string, readonly string[]>();
  const listed = new Map<string, ReadonlySet<string>>();
  const [personal, optional] = [new Set<string>(), new Set<string>()];
  const rules: Rule[] = [];
  const entries = spot ? [...someEntries(reading, spot)] : [];
  for (const [name, at] of entries) {
    const column = readColumn(reading, name, at);
    rules.push(...column.rules);
    if (column.type) stated.set(name, column.type);
    if (typeof column.type === 'string') types.set(name, column.type);
    missing.set(name, [...everywhere, ...column.missing]);
    listed.set(name, column.listed);
    if (column.isPersonal) personal.add(name);
    if (column.isOptional && !key.includes(name)) optional.add(name);
  }
  return {
    rules,
    names: entries.map(([name]) => name),
    stated,
    meaning: { types, missing, personal, optional, listed },
  };
}

const checksOf = (reading: Reading, spot: Spot | undefined, typeOf: Parameters<typeof readCheck>[2]): Checked[] =>
  spot ? someItems(reading, spot).flatMap((item) => readCheck(reading, item, typeOf)) : [];

/** A key is unique as a whole and complete in each part. */
function keyOf(reading: Reading, spot: Spot | undefined): Rule[] {
  if (!spot) return [];
  const columns = namesOf(reading, spot);
  const rule = { severity: 'fail', line: spot.line, where: null } as const;
  const column = columns.length === 1 ? (columns[0] ?? null) : null;
  return [
    ...columns.map((name) => ({
      ...rule,
      ...nulls(name, NONE),
      id: `key.${name}.nulls`,
      column: name,
      columns: [name],
    })),
    { ...rule, ...unique(columns, NONE), id: `key(${columns.join(',')})`, column, columns },
  ];
}

function extra(reading: Reading, spot: Spot | undefined, known: readonly string[]): Rule[] {
  if (!spot) return [];
  const severity = reading.scalar(spot);
  if (severity === 'allow') return [];
  if (severity === 'fail' || severity === 'warn') {
    const place = { id: 'extra_columns', column: null, columns: [], where: null, line: spot.line };
    return [{ ...extraColumns(known), ...place, severity }];
  }
  reading.report(spot, {
    what: 'extra_columns is not a policy',
    got: kindOf(spot.node),
    expected: 'fail, warn or allow',
  });
  return [];
}

function dataOf(reading: Reading, spot: Spot | undefined): Map<string, string[]> {
  if (!spot) return new Map();
  if (!isMap(spot.node)) return new Map([['data', namesOf(reading, spot)]]);
  return new Map([...reading.entries(spot)].map(([name, at]) => [name, namesOf(reading, at)]));
}

/** Without rows every count is 0 and all rules would pass: at least one row is demanded unless `allow_empty`. */
function withRowsRule(rules: readonly Rule[], allowEmpty: boolean): Rule[] {
  if (allowEmpty || rules.some(({ kind }) => kind === 'rows')) return [...rules];
  const place = { id: 'rows', column: null, columns: [], where: null, severity: 'fail', line: 1 } as const;
  return [...rules, { ...rows({ min: 1, max: Number.POSITIVE_INFINITY }), ...place }];
}
