import { type Block, type Counted, counted } from '../block.ts';
import type { Pii } from '../contract/pii.ts';
import { eachSource } from '../each-source.ts';
import type { Engine } from '../engine.ts';
import { type FailingRows, rowsBreaking } from '../failing/failing-rows.ts';
import { columnOf } from '../profile/table.ts';
import type { RuleResult } from '../result.ts';
import type { Source, SourceColumn } from '../source.ts';
import { columnSql, literal } from '../sql.ts';
import { type Tally, tallied } from '../tally.ts';
import { textOf } from '../typing.ts';
import { KINDS, type Kind, type PiiKind } from './kinds.ts';

/** Columns that are counted in one statement; each is a regular expression. */
const COLUMNS_PER_SCAN = 16;

/**
 * The rules of `pii:`: one per kind where no column holds it, else one per column that does. What is found is counted
 * and never kept; columns that the contract itself marks as personal are looked at only by name. Null policy: a missing
 * value is not looked at.
 */
export const piiBlock = (pii: Pii): Block => ({
  personal: pii.columns,
  ...eachSource({
    claims: pii.kinds.map((kind) => claimOf(pii, kind, null)),
    where: pii.where,
    columns: pii.columns,
    look: tallied({
      asked: ['pii', READING, pii.columns, pii.kinds.map((kind) => [kind, KINDS[kind].pattern])],
      async count({ engine, meaning }, source) {
        const unmarked = source.columns.map(({ name }) => name).filter((name) => !meaning.personal.has(name));
        const names = pii.columns.length > 0 ? pii.columns : unmarked;
        const found = await valuesWith(engine, source, names, pii.kinds);
        return { tally: tallyOf(found), rows: rowsOf(source, pii, found) };
      },
      judge(source, tally) {
        const names = pii.columns.length > 0 ? pii.columns : source.columns.map(({ name }) => name);
        const found = foundIn(tally, names, pii.kinds);
        return pii.kinds.flatMap((kind) => resultsOf(source, pii, kind, found));
      },
    }),
  }),
});

/** Values that are confirmed otherwise are other findings: raise it with what confirms a kind. */
const READING = 1;

const LOOKED_AT = 'of';
const nameIn = (column: string, what: PiiKind | typeof LOOKED_AT): string => JSON.stringify([column, what]);

const tallyOf = (found: readonly Found[]): Tally =>
  new Map(
    found.flatMap(({ column, of, held }) => [
      [nameIn(column, LOOKED_AT), of] as const,
      ...[...held].map(([kind, count]) => [nameIn(column, kind), count] as const),
    ]),
  );

const foundIn = (tally: Tally, names: readonly string[], kinds: readonly PiiKind[]): Found[] =>
  names.map((column) => ({
    column,
    of: tally.get(nameIn(column, LOOKED_AT)) ?? 0,
    held: new Map(kinds.map((kind) => [kind, tally.get(nameIn(column, kind)) ?? 0])),
  }));

function claimOf({ severity, line, limit }: Pii, kind: PiiKind, column: string | null): Counted {
  const id = column === null ? `pii.${kind}` : `${column}.pii.${kind}`;
  return { id, kind: `pii-${kind}`, column, severity, line, expected: `no ${KINDS[kind].words}`, limit };
}

/** Values of one column, and how many of them hold something of each kind. */
interface Found {
  readonly column: string;
  readonly of: number;
  readonly held: ReadonlyMap<PiiKind, number>;
}

function resultsOf(source: Source, pii: Pii, kind: PiiKind, found: readonly Found[]): RuleResult[] {
  const holding = found.filter(({ held }) => (held.get(kind) ?? 0) > 0);
  const all = found.reduce((sum, { of }) => sum + of, 0);
  if (holding.length === 0) return [counted(source.name, claimOf(pii, kind, null), 0, all)];
  return holding.map(({ column, of, held }) =>
    counted(source.name, claimOf(pii, kind, column), held.get(kind) ?? 0, of),
  );
}

/** The rows of what a pattern tells alone. */
function rowsOf(source: Source, pii: Pii, found: readonly Found[]): ReadonlyMap<string, FailingRows> {
  const told = pii.kinds.filter((kind) => (KINDS[kind] as Kind).confirm === undefined);
  const rows = found.flatMap(({ column }) =>
    told.map((kind) => {
      const broken = `coalesce(${matching(columnOf(source, column), KINDS[kind].pattern)}, false)`;
      return [claimOf(pii, kind, column).id, rowsBreaking(source, [column], { broken })] as const;
    }),
  );
  return new Map(rows);
}

/** Most columns hold nothing: one pattern for all kinds tells that, and only the others are looked at kind by kind. */
async function valuesWith(
  engine: Engine,
  source: Source,
  names: readonly string[],
  kinds: readonly PiiKind[],
): Promise<Found[]> {
  const found: Found[] = [];
  const any = kinds.map((kind) => `(${KINDS[kind].pattern})`).join('|');
  for (let at = 0; at < names.length; at += COLUMNS_PER_SCAN) {
    const columns = names.slice(at, at + COLUMNS_PER_SCAN).map((name) => columnOf(source, name));
    const counts = columns.flatMap((column, index) => [
      `count(${columnSql(column)}) AS n${index}`,
      `count(*) FILTER (WHERE ${matching(column, any)}) AS c${index}`,
    ]);
    const row = await engine.row(`SELECT ${counts.join(', ')} FROM ${source.relation}`, source.name);
    for (const [index, column] of columns.entries()) {
      const held = Number(row[`c${index}`]) === 0 ? new Map() : await heldIn(engine, source, column, kinds);
      found.push({ column: column.name, of: Number(row[`n${index}`]), held });
    }
  }
  return found;
}

async function heldIn(
  engine: Engine,
  source: Source,
  column: SourceColumn,
  kinds: readonly PiiKind[],
): Promise<ReadonlyMap<PiiKind, number>> {
  const counts = kinds.map((kind) => `count(*) FILTER (WHERE ${matching(column, KINDS[kind].pattern)}) AS ${kind}`);
  const row = await engine.row(`SELECT ${counts.join(', ')} FROM ${source.relation}`, source.name);
  const held = new Map<PiiKind, number>();
  for (const kind of kinds) {
    const matched = Number(row[kind]);
    held.set(kind, matched === 0 ? 0 : await confirmed(engine, source, column, KINDS[kind], matched));
  }
  return held;
}

const matching = (column: SourceColumn, pattern: string): string =>
  `regexp_matches(${textOf(column)}, ${literal(pattern)})`;

/** The values that match, looked at one by one where a pattern cannot tell. */
async function confirmed(
  engine: Engine,
  source: Source,
  column: SourceColumn,
  kind: Kind,
  matched: number,
): Promise<number> {
  const { confirm } = kind;
  if (!confirm) return matched;
  let count = 0;
  const sql = `SELECT ${textOf(column)} AS x FROM ${source.relation} WHERE ${matching(column, kind.pattern)}`;
  for await (const chunk of engine.chunks(sql, source.name))
    count += chunk.getColumnValues(0).filter((value) => confirm(String(value))).length;
  return count;
}
