import { messageOf } from '@ml-actions/core/error';
import { groupBy } from '@ml-actions/core/group-by';
import {
  answer,
  type Checking,
  charactersOf,
  isStatement,
  resultOf,
  scopeWithin,
  statementResult,
  type Tell,
  type Wanted,
  wanted,
} from '../answer.ts';
import type { OfStatement } from '../measure.ts';
import { batches, type ScanRule, scanStatement } from '../planner.ts';
import { errorResult, type RuleResult } from '../result.ts';
import type { Rule } from '../rule.ts';
import type { Table } from '../source.ts';
import type { Sql } from '../sql/dialect.ts';
import { isGrouped } from './divided.ts';
import { keysOf, type Segment, type SegmentedRule, type Segments, segmentsOf, valuesIn, within } from './find.ts';
import { together } from './together.ts';

export const isSegmented = (rule: Rule): rule is SegmentedRule => rule.by !== undefined;

/**
 * Answers rules that must hold in each segment: the result of each is that of the same rule with the segment as its
 * `where`, and the worst of them decides. One scan that groups by the segments answers as many rules as it can.
 */
export async function answerBySegment(checking: Checking, rules: readonly SegmentedRule[]): Promise<void> {
  for (const alike of groupBy(rules, ({ by }) => JSON.stringify(by.columns)).values()) {
    const open = await withSegments(checking, alike);
    await scanGroups(checking, open);
    for (const one of open) {
      const { rule, segments, found } = one;
      if (!isGrouped(rule, checking.engine.dialect)) await answerAlone(checking, one);
      if (!checking.results.has(rule)) checking.results.set(rule, together(checking, rule, segments, found));
    }
  }
}

/** A rule with its segments, and what became of it in each. */
interface Open {
  readonly rule: SegmentedRule;
  readonly segments: Segments;
  /** those that are judged, by their values */
  readonly named: ReadonlyMap<string, Segment>;
  readonly found: Map<Segment, RuleResult>;
}

const nameOf = (values: readonly (string | null)[]): string => JSON.stringify(values);

async function withSegments(checking: Checking, rules: readonly SegmentedRule[]): Promise<Open[]> {
  const known = new Map<string, Segments>();
  const open: Open[] = [];
  for (const rule of rules) {
    const asked = JSON.stringify([rule.where, rule.by.fewest]);
    try {
      const segments = known.get(asked) ?? (await segmentsOf(checking, rule));
      known.set(asked, segments);
      const named = new Map(segments.judged.map((segment) => [nameOf(segment.values), segment]));
      open.push({ rule, segments, named, found: new Map() });
    } catch (error) {
      checking.results.set(rule, errorResult(checking.source, rule, messageOf(error)));
    }
  }
  return open;
}

async function scanGroups(checking: Checking, open: readonly Open[]): Promise<void> {
  const byRule = new Map<Rule, Open>(open.map((one) => [one.rule, one]));
  const asked = wanted(
    checking,
    open.map(({ rule }): Rule => rule).filter((rule) => isGrouped(rule, checking.engine.dialect)),
  );
  for (const batch of batches(asked, checking.source, charactersOf)) await scanTogether(checking, batch, byRule);
}

/** One statement; when it fails, each rule by itself, so that one bad expression errs alone. */
async function scanTogether(
  checking: Checking,
  batch: readonly Wanted[],
  open: ReadonlyMap<Rule, Open>,
): Promise<void> {
  const [first, second] = batch;
  if (!first?.rule.by) return;
  let groups: readonly Group[];
  try {
    groups = await groupsOf(checking, batch, keysOf(checking, first.rule.by));
  } catch (error) {
    if (second) for (const one of batch) await scanTogether(checking, [one], open);
    else checking.results.set(first.rule, errorResult(checking.source, first.rule, messageOf(error)));
    return;
  }
  for (const group of groups) for (const want of batch) tellGroup(checking, want, group, open.get(want.rule));
}

/** Rows that share the values of a segment, and what a scan says of them. */
interface Group {
  readonly name: string;
  readonly tell: Tell;
}

async function groupsOf(checking: Checking, batch: readonly Wanted[], keys: readonly Sql[]): Promise<readonly Group[]> {
  const { engine, source, scanned } = checking;
  // the scan of all rows has read every column already
  const { sql, read } = scanStatement(
    batch.map(({ whole }) => whole),
    { ...scanned, columns: [], relation: rowsOf(batch, scanned) },
    keys,
  );
  const rows = await engine.rows(sql, source.name);
  return rows.map((row) => ({
    name: nameOf(valuesIn(row, keys.length)),
    tell: (aggregate) => read(row, aggregate),
  }));
}

/** What a group says of one rule, where it is a segment that the rule judges. */
function tellGroup(checking: Checking, { rule, whole }: Wanted, { name, tell }: Group, one: Open | undefined): void {
  const segment = one?.named.get(name);
  if (!one || !segment) return;
  const own: ScanRule = { ...rule, ...within(checking, one.rule, segment) };
  one.found.set(segment, resultOf(checking, { rule: own, want: whole, whole }, tell));
}

/** The rows that any of the rules looks at: others would make segments that nobody judges, without a bound. */
function rowsOf(batch: readonly Wanted[], { relation }: Table): Sql {
  const conditions = new Set(batch.map(({ rule }) => (rule.where === null ? 'true' : `(${rule.where}\n)`)));
  if (conditions.has('true')) return relation;
  return `(SELECT * FROM ${relation} WHERE ${[...conditions].join(' OR ')})`;
}

async function answerAlone(checking: Checking, one: Open): Promise<void> {
  const { rule } = one;
  const inGroups = rule.measure.by === 'statement' ? rule.measure.inGroups : undefined;
  if (!inGroups) return answerEach(checking, one);
  try {
    await answerGrouped(checking, one, inGroups);
  } catch (error) {
    checking.results.set(rule, errorResult(checking.source, rule, messageOf(error)));
  }
}

/** One query of its own for all segments; where it has no row for one, it looked at nothing there. */
async function answerGrouped(
  checking: Checking,
  { rule, segments, found }: Open,
  inGroups: NonNullable<OfStatement['inGroups']>,
): Promise<void> {
  const { engine, source } = checking;
  const keys = keysOf(checking, rule.by);
  const rows = await engine.rows(inGroups(scopeWithin(checking, rule), keys), `${source.name}, rule ${rule.id}`);
  const byName = new Map(rows.map((row) => [nameOf(valuesIn(row, keys.length)), row]));
  for (const segment of segments.judged) {
    const own: Rule = { ...rule, ...within(checking, rule, segment) };
    const row = byName.get(nameOf(segment.values));
    if (isStatement(own))
      found.set(segment, statementResult(checking, own, Number(row?.failing ?? 0), Number(row?.of_rows ?? 0)));
  }
}

/** What takes a query of its own is asked of each segment. */
async function answerEach(checking: Checking, { rule, segments, found }: Open): Promise<void> {
  const own = segments.judged.map((segment) => ({ segment, rule: { ...rule, ...within(checking, rule, segment) } }));
  const results: Checking['results'] = new Map();
  await answer(
    { ...checking, results },
    own.map((one) => one.rule),
  );
  for (const { segment, rule: each } of own) {
    const result = results.get(each);
    if (result) found.set(segment, result);
  }
}
