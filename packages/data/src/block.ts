import { messageOf } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import { emptyAmong, excusing } from './allow-empty.ts';
import type { Engine } from './engine.ts';
import { contains, type Interval } from './interval.ts';
import type { Place } from './linked.ts';
import type { Look } from './look.ts';
import { type Meaning, withMeanings, withMissing, withTypes } from './relation.ts';
import type { RuleResult } from './result.ts';
import { accepts, type Limit, limitText, type Severity } from './rule.ts';
import type { Sample } from './sample.ts';
import type { Source, Table } from './source.ts';
import type { SqlEngine } from './sql/engine.ts';

/** Rules that are answered together and outside the shared scan: they compare inputs, or read more than SQL can. */
export interface Block {
  readonly claims: readonly Claim[];
  /** the inputs that it looks at; empty: all */
  readonly inputs: readonly string[];
  /** SQL condition of the rows that it looks at, over columns of their logical types; null: all */
  readonly where: string | null;
  /** inputs that are looked up in: all of their rows, whatever the condition */
  readonly whole?: readonly string[];
  /** columns that hold personal data as far as this block knows */
  readonly personal?: readonly string[];
  /** how it is answered from parts of the data; without it only the whole can be asked */
  readonly parts?: BlockParts;
  /** every claim with its result; what cannot be evaluated is an `error` result */
  readonly evaluate: (situation: Situation) => Promise<RuleResult[]>;
  /** the same of tables of a warehouse, in SQL alone; without it every claim is an `error` there */
  readonly inTables?: (situation: TableSituation) => Promise<RuleResult[]>;
}

/** How a block is answered from parts: by findings, or by how often which values of some columns stand together. */
export type BlockParts = LookedAt | RowsCounted;

interface Asked {
  /** the columns that it names, by input */
  readonly columns: (input: string) => readonly string[];
  /** ids of claims that need whole rows all the same */
  readonly not: readonly string[];
}

interface LookedAt extends Asked {
  readonly by: 'look';
  readonly look: Look;
}

interface RowsCounted extends Asked {
  readonly by: 'rows';
  /** columns of a table of which only their hash is wanted beside those that are named */
  readonly sample?: (source: Source) => Sample;
}

/** Tables that a block may look at, whichever engine holds them. */
export interface TableSituation {
  readonly engine: SqlEngine;
  readonly sources: readonly Table[];
  readonly meaning: Meaning;
  /** zero rows are no failure */
  readonly allowEmpty: boolean;
}

/** What a block may look at. */
export interface Situation extends TableSituation {
  readonly engine: Engine;
  readonly sources: readonly Source[];
  readonly files: Files;
}

/** Where the paths that a contract names start (`base`), and what they may not leave (`workspace`); absolute. */
export interface Files {
  readonly workspace: string;
  readonly base: string;
  /** directories outside that links may lead into */
  readonly caches?: readonly string[];
}

/** What the files of a contract may not leave. */
export const placeOf = ({ workspace, caches }: Files): Place => ({ root: workspace, ...(caches && { caches }) });

/** A block's results, with the contract's spellings of missing and the block's condition applied to its inputs. */
export const evaluated = (block: Block, situation: Situation): Promise<RuleResult[]> =>
  evaluatedOn(block, situation, situation.sources, (sources) => block.evaluate({ ...situation, sources }));

/** The same of the tables that some engine holds. */
export async function evaluatedOn<T extends Table>(
  block: Block,
  situation: TableSituation,
  tables: readonly T[],
  evaluate: (tables: readonly T[]) => Promise<RuleResult[]>,
): Promise<RuleResult[]> {
  const { engine, meaning } = situation;
  const sources = tables.map((source) => withMeanings(withMissing(source, meaning, engine.dialect), meaning));
  const looked = block.where === null ? sources : await fulfilling(block, block.where, situation, sources);
  if ('problems' in looked) return looked.problems;
  const results = await evaluate(looked);
  return situation.allowEmpty ? excusing(results, emptyAmong(situation.engine, looked)) : results;
}

/** The block's inputs with the rows that fulfil its condition, or why that cannot be told. */
async function fulfilling<T extends Table>(
  { inputs, claims, whole = [] }: Block,
  where: string,
  { engine, meaning }: TableSituation,
  sources: readonly T[],
): Promise<readonly T[] | { readonly problems: RuleResult[] }> {
  const narrowed: T[] = [];
  for (const source of sources.filter(({ name }) => inputs.length === 0 || inputs.includes(name))) {
    if (whole.includes(source.name)) {
      narrowed.push(source);
      continue;
    }
    const named = withTypes(source, meaning, engine.dialect);
    const problem = await engine.expressionProblem(where, named.relation);
    if (problem !== null)
      return { problems: claims.map((claim) => unproven(source.name, claim, `\`where\` ${problem}`)) };
    narrowed.push({
      ...named,
      relation: `(SELECT * FROM ${named.relation} WHERE (${where}\n))`,
      whole: { relation: named.relation, where },
    });
  }
  return narrowed;
}

/** One rule of a block. */
export interface Claim {
  readonly id: string;
  readonly kind: string;
  readonly column: string | null;
  readonly severity: Severity;
  /** 1-based, in the contract */
  readonly line: number;
  /** what the contract expects, in its own words */
  readonly expected: string;
}

/** A claim about how many of those looked at may fail. */
export interface Counted extends Claim {
  readonly limit: Limit;
}

/** A claim about one number. */
export interface Measured extends Claim {
  readonly interval: Interval;
}

const blank = (source: string, { id, kind, column, severity, line, expected }: Claim) => ({
  source,
  id,
  kind,
  column,
  severity,
  expected,
  failing: null,
  of: null,
  got: null,
  unit: null,
  limit: 'none',
  line,
});

/** What two counts say. Where nothing was looked at every count is 0, and that proves nothing. */
export function counted(source: string, claim: Counted, failing: number, of: number, note?: string): RuleResult {
  const result = { ...blank(source, claim), failing, of, limit: limitText(claim.limit) };
  if (of === 0) return { ...result, status: claim.severity, note: 'there is nothing to look at' };
  const holds = accepts(claim.limit, failing, of);
  return { ...result, status: holds ? 'pass' : claim.severity, ...(note !== undefined && !holds && { note }) };
}

/** What one number says; without a number there is nothing that could lie in the interval. */
export function measured(source: string, claim: Measured, got: number | bigint | null, unit: string): RuleResult {
  const result = { ...blank(source, claim), got: got === null ? null : Number(got), unit };
  if (got === null || Number.isNaN(got))
    return { ...result, got: null, status: claim.severity, note: 'there is nothing to measure' };
  const holds = contains(claim.interval, got);
  return { ...result, status: holds ? 'pass' : claim.severity };
}

/** A rule that could not be evaluated. */
export const unproven = (source: string, claim: Claim, note: string): RuleResult => ({
  ...blank(source, claim),
  status: 'error',
  note,
});

/** A rule whose columns are not all there. */
export function lacking(source: Table, claim: Claim, columns: readonly string[]): RuleResult | undefined {
  const missing = columns.filter((name) => !source.columns.some((column) => column.name === name));
  if (missing.length === 0) return undefined;
  return unproven(source.name, claim, `column ${missing.map(quoted).join(', ')} is missing`);
}

/** A claim about what is left when columns are ignored, some of which no input has: a mistyped one would still be in. */
export function ignoredInVain(
  source: string,
  claim: Claim,
  ignore: readonly string[],
  { sources, meaning }: Pick<TableSituation, 'sources' | 'meaning'>,
): RuleResult | undefined {
  const namesOf = ({ columns, columnsThere }: Table): readonly string[] =>
    columnsThere ?? columns.map(({ name }) => name);
  const known = new Set([...meaning.optional, ...sources.flatMap(namesOf)]);
  const unknown = ignore.filter((name) => !known.has(name));
  if (unknown.length === 0) return undefined;
  return unproven(source, claim, `there is no column ${unknown.map(quoted).join(', ')} to ignore`);
}

/** The claims for which nothing can be evaluated without these columns, where one is missing. */
export const allLacking = (source: Source, claims: readonly Claim[], columns: readonly string[]): RuleResult[] =>
  claims.map((claim) => lacking(source, claim, columns)).filter((result) => result !== undefined);

/** One evaluation for several claims: when it fails, each of them is an error, with the engine's words made safe. */
export async function together(
  source: string,
  claims: readonly Claim[],
  evaluate: () => Promise<RuleResult[]>,
): Promise<RuleResult[]> {
  try {
    return await evaluate();
  } catch (error) {
    return claims.map((claim) => unproven(source, claim, messageOf(error)));
  }
}
