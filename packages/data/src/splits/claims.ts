import { type Claim, type Counted, lacking, type Measured } from '../block.ts';
import type { At, Splits } from '../contract/splits.ts';
import { type Interval, intervalText } from '../interval.ts';
import type { RuleResult } from '../result.ts';
import type { Limit } from '../rule.ts';
import type { Table } from '../source.ts';

/** A rule about a pair of inputs, and the columns that both must have. */
export type PairClaim = (Counted | Measured) & { readonly columns: readonly string[] };

export interface SplitClaims {
  /** about the number of rows of inputs */
  readonly sized: readonly Measured[];
  /** for each pair of inputs */
  readonly paired: readonly PairClaim[];
  readonly all: readonly Claim[];
}

/** The rules that a block asks for, with their words. */
export function claimsOf(splits: Splits): SplitClaims {
  const sized = sizedClaims(splits);
  const paired = [...overlapClaims(splits), ...timeClaims(splits), ...valueClaims(splits)];
  return { sized, paired, all: [...sized, ...paired] };
}

/** Kinds of claims about whole samples. */
export const OF_SAMPLES = ['overlap', 'input-overlap', 'target-leak'];

/** The first column that a side has not. */
export function missingIn(claim: PairClaim, sources: readonly Table[], name: string): RuleResult | undefined {
  const lost = sources.map((source) => [source, lacking(source, claim, claim.columns)] as const).find(([, one]) => one);
  return lost?.[1] && { ...lost[1], source: name, note: `${lost[1].note} in ${lost[0].name}` };
}

export function sizedClaims({ asked, severity }: Splits): Measured[] {
  const sizes = [...asked.sizes].map(([input, { value, line }]) => ({
    ...claim(severity, `sizes.${input}`, 'split-size', line, `${intervalText(value)} rows`),
    interval: value,
  }));
  if (!asked.ratio) return sizes;
  const { value, line } = asked.ratio;
  const expected = `${intervalText(value)} times the rows of the first input`;
  return [...sizes, { ...claim(severity, 'ratio', 'split-ratio', line, expected), interval: value }];
}

function overlapClaims({ asked, severity, label, entity }: Splits): PairClaim[] {
  const withLabel = label === undefined ? '' : ' with the same label';
  return [
    ...counted(
      asked.overlap,
      severity,
      'overlap',
      `no sample on both sides${withLabel}`,
      label === undefined ? [] : [label],
    ),
    ...counted(
      asked.input_overlap,
      severity,
      'input-overlap',
      'no sample on both sides, whatever its label',
      label === undefined ? [] : [label],
    ),
    ...counted(asked.entity_overlap, severity, 'entity-overlap', `no ${entity.join(' + ')} on both sides`, entity),
  ];
}

function timeClaims({ asked, severity, time }: Splits): PairClaim[] {
  const columns = time === undefined ? [] : [time];
  return [
    ...counted(asked.time_order, severity, 'time-order', 'later than everything in the first', columns),
    ...counted(asked.shared_dates, severity, 'shared-dates', 'no date (UTC) on both sides', columns),
  ];
}

function valueClaims({ asked, severity, label }: Splits): PairClaim[] {
  const columns = label === undefined ? [] : [label];
  const leak = asked.target_leak;
  return [
    ...counted(asked.new_labels, severity, 'new-labels', 'every label is known to the first', columns),
    ...[...asked.new_categories].map(([column, { value, line }]) => ({
      ...claim(severity, `new_categories.${column}`, 'new-categories', line, 'every value is known to the first'),
      column,
      columns: [column],
      limit: value,
    })),
    ...(leak ? [leakClaim(leak, severity, columns)] : []),
  ];
}

const leakClaim = (
  { value, line }: At<Interval>,
  severity: Claim['severity'],
  columns: readonly string[],
): PairClaim => ({
  ...claim(
    severity,
    'target_leak',
    'target-leak',
    line,
    `no column alone predicts the label; balanced accuracy ${intervalText(value)}`,
  ),
  columns,
  interval: value,
});

function counted(
  asked: At<Limit> | undefined,
  severity: Claim['severity'],
  kind: string,
  expected: string,
  columns: readonly string[],
): PairClaim[] {
  if (!asked) return [];
  const base = claim(severity, kind.replaceAll('-', '_'), kind, asked.line, expected);
  const [only, second] = columns;
  return [{ ...base, column: second === undefined ? (only ?? null) : null, columns, limit: asked.value }];
}

const claim = (severity: Claim['severity'], id: string, kind: string, line: number, expected: string): Claim => ({
  id: `splits.${id}`,
  kind,
  column: null,
  severity,
  line,
  expected,
});
