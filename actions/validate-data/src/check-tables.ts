import { inputProblem } from '@ml-actions/core/error';
import { canonical } from '@ml-actions/core/json/canonical';
import { sha256 } from '@ml-actions/core/json/digest';
import type { DataSource } from '@ml-actions/core/record/predicate/validate-data';
import type { Ports } from '@ml-actions/core/runner/ports';
import { type Contract, parseContract } from '@ml-actions/data/contract/native';
import type { Table } from '@ml-actions/data/source';
import { logicalType } from '@ml-actions/data/sql/trino';
import { checkTables as check } from '@ml-actions/data/trino/check';
import { openTrino, type TrinoEngine } from '@ml-actions/data/trino/engine';
import { fingerprintTable } from '@ml-actions/data/trino/fingerprint';
import { connectionOf } from '@ml-actions/data/trino/inputs';
import { openTable } from '@ml-actions/data/trino/table';
import { type CheckAnswer, type ContractText, noData } from './check-files.ts';
import type { ContractChoice } from './contract.ts';
import { dataEntries } from './data.ts';
import type { ValidateInputs } from './inputs.ts';
import { contractsOf } from './order.ts';
import { checkedOf, fingerprintOf, withStored } from './recorded.ts';

/** Inputs that need the values in this process. */
const OF_FILES = ['remote', 'profile-out', 'samples'] as const;

/**
 * Checks tables of a warehouse against the contract that decides and against the one that is proposed, where they are.
 *
 * @throws InputError for a contract that is wrong, a table that is not there or changes while it is checked; ServiceError
 * when the warehouse does not answer
 */
export async function checkTables(inputs: ValidateInputs, choice: ContractChoice, ports: Ports): Promise<CheckAnswer> {
  const texts = contractsOf(choice);
  const contract = contractOf(texts.contract);
  refuseInputsOfFiles(inputs);
  const engine = await openTrino(connectionOf('validate-data', inputs['engine-config'], ports), ports.signal);
  const entries = entriesOf(inputs, contract);
  const tables = await tablesOf(engine, entries, contract);
  const { rows, ...report } = await check(engine, tables, contract);
  const proposed = texts.proposed && contractOf(texts.proposed);
  const sources: DataSource[] = [];
  for (const table of tables) sources.push(await describe(engine, table, rows.get(table.name), entries));
  return {
    decided: checkedOf(contract, report),
    proposed: proposed && checkedOf(proposed, await check(engine, tables, proposed)),
    failing: { level: 'none', path: null, rules: [], problem: null },
    sources,
    digest: sha256(canonical(sources.map(({ table = '', fingerprint }) => ({ fingerprint, table })))),
    fingerprint: fingerprintOf(sources),
    engine: `Trino ${engine.version}`,
    profile: null,
    shapes: [],
  };
}

const contractOf = ({ text, file, blocks }: ContractText): Contract => parseContract(text, file, blocks);

function refuseInputsOfFiles(inputs: ValidateInputs): void {
  for (const input of OF_FILES)
    if (inputs[input] !== undefined && inputs[input] !== 'none')
      throw inputProblem({
        where: input,
        what: 'cannot be had from `engine: trino`',
        next: 'Leave it out, or use `duckdb`.',
      });
}

type Entries = ReadonlyMap<string, string>;

/** One table by name. */
function entriesOf({ data }: ValidateInputs, contract: Contract): Entries {
  const given = dataEntries(data ?? [], (path) => path).map(({ name, paths }) => [name, paths] as const);
  const entries = given.length > 0 ? given : [...contract.data];
  if (entries.length === 0) throw noData(contract);
  return new Map(
    entries.map(([name, [path, more]]) => {
      if (path !== undefined && more === undefined) return [name, path];
      throw inputProblem({
        where: `data, ${name}`,
        what: 'several tables have one name',
        next: 'Name each: `name=table`.',
      });
    }),
  );
}

async function tablesOf(engine: TrinoEngine, entries: Entries, { allowEmpty }: Contract): Promise<Table[]> {
  const tables: Table[] = [];
  for (const [name, path] of entries) tables.push(await openTable(engine, { name, path, allowEmpty }));
  return tables;
}

async function describe(
  engine: TrinoEngine,
  table: Table,
  checkedRows: number | undefined,
  entries: Entries,
): Promise<DataSource> {
  const { fingerprint, rows } = await fingerprintTable(engine, table);
  if (rows !== checkedRows)
    throw inputProblem({
      where: table.name,
      what: 'the table changed while it was checked',
      got: `${checkedRows} rows, then ${rows}`,
      next: 'Run the check again, or check a table that nobody writes to.',
    });
  return {
    name: table.name,
    table: entries.get(table.name) ?? '',
    format: table.format,
    rows,
    bytes: 0,
    count: 1,
    files: [],
    fingerprint,
    columns: withStored(
      table.columns.map(({ name, type }) => ({ name, type: logicalType(type) ?? `other:${type}` })),
      table,
    ),
    foundDelimiter: null,
  };
}
