import { quoted } from '@ml-actions/core/path/inside';
import { type DataRule, type DataSource, dataVerdicts } from '@ml-actions/core/record/predicate/validate-data';
import { type Change, directionText } from '@ml-actions/data/contract/change';
import { limitText } from '@ml-actions/data/rule';
import type { CheckAnswer } from './check-files.ts';
import type { Checked } from './recorded.ts';
import { schemaDiff } from './schema-diff.ts';

/** Earlier data, as its record tells it. `none` is an answer; `failed`: nobody could look. */
export type Earlier =
  | {
      readonly kind: 'found';
      /** in words: `record of 1a2b3c4` */
      readonly source: string;
      readonly sources: readonly Pick<DataSource, 'name' | 'rows' | 'columns'>[];
      readonly rules: readonly EarlierRule[];
    }
  | { readonly kind: 'none'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

/** What a rule came to in earlier data. */
export type EarlierRule = Pick<DataRule, 'id' | 'source' | 'got'> &
  Partial<Pick<DataRule, 'failing' | 'of' | 'unit' | 'status'>>;

/** What is known of the data now. */
export interface Now {
  readonly sources: readonly Pick<DataSource, 'name' | 'rows' | 'columns'>[];
  readonly rules: readonly Pick<DataRule, 'id' | 'source' | 'got'>[];
}

/**
 * Holds every input against the one of its name in earlier data. Without earlier data, or such an input in it, the rule is
 * told and decides nothing; where nobody could look it is an error.
 */
export const changedRules = (changes: readonly Change[], now: Now, earlier: Earlier): readonly DataRule[] =>
  changes.flatMap((change) => now.sources.map((source) => judged(change, source, now, earlier)));

type Input = Now['sources'][number];

function judged(change: Change, source: Input, now: Now, earlier: Earlier): DataRule {
  const blank = blankOf(change, source.name);
  if (earlier.kind === 'failed') return { ...blank, status: 'error', note: `the baseline: ${earlier.reason}` };
  if (earlier.kind === 'none') return unjudged(blank, `nothing to compare with: ${earlier.reason}`);
  const before = earlier.sources.find(({ name }) => name === source.name);
  if (!before) return unjudged(blank, `${earlier.source} has no input ${quoted(source.name)}`);
  if (change.of === 'columns') return ofColumns(blank, before.columns, source.columns);
  const [was, is] = [numberOf(change.name, before, earlier), numberOf(change.name, source, now)];
  if (is === null) return { ...blank, status: 'error', note: 'there is no number to compare' };
  if (was === null) return unjudged(blank, `${earlier.source} has no ${change.name}`);
  return ofNumbers(blank, change, was, is);
}

const unjudged = (blank: Omit<DataRule, 'status'>, note: string): DataRule => ({
  ...blank,
  status: 'info',
  note,
  unjudged: true,
});

const blankOf = (change: Change, source: string): Omit<DataRule, 'status'> => ({
  id: change.of === 'columns' ? 'schema_change' : `change(${change.name})`,
  source,
  column: null,
  kind: change.of === 'columns' ? 'schema-change' : 'change',
  severity: change.severity,
  expected:
    change.of === 'columns'
      ? 'the same columns and types'
      : `${limitText(change.limit)} ${directionText(change.direction)}`,
  failing: null,
  of: null,
  got: null,
  unit: null,
  limit: 'none',
  line: change.line,
  note: null,
});

const numberOf = (name: string, { name: source, rows }: Input, { rules }: Pick<Now, 'rules'>): number | null =>
  name === 'rows' ? rows : (rules.find((rule) => rule.id === name && rule.source === source)?.got ?? null);

const PERCENT = 100;

function ofNumbers(
  blank: Omit<DataRule, 'status'>,
  { limit, direction, severity }: Extract<Change, { of: 'number' }>,
  was: number,
  is: number,
): DataRule {
  const isShare = limit.unit === 'percent';
  const moved = isShare ? (is === was ? 0 : (PERCENT * (is - was)) / Math.abs(was)) : is - was;
  const counts = direction === 'drop' ? -moved : direction === 'rise' ? moved : Math.abs(moved);
  const holds = limit.operator === '<' ? counts < limit.value || counts === 0 : counts <= limit.value;
  // a share of 0 is no number that a record could hold
  const told = Number.isFinite(moved)
    ? { got: moved, unit: isShare ? '% vs base' : 'vs base' }
    : { note: `was 0, is ${is}` };
  return { ...blank, ...told, status: holds ? 'pass' : severity };
}

/** Names listed in a note; the rest is counted. */
const mostNamed = 10;

function ofColumns(blank: Omit<DataRule, 'status'>, was: Input['columns'], is: Input['columns']): DataRule {
  const { added, removed, changed } = schemaDiff(was, is);
  const changes = [
    ...added.map(({ name }) => `added ${quoted(name)}`),
    ...removed.map(({ name }) => `removed ${quoted(name)}`),
    ...changed.map(
      ({ name, was, is, how }) => `${quoted(name)} was ${was}, is ${is}${how === 'retyped' ? '' : ` (${how})`}`,
    ),
  ];
  const more = changes.length - mostNamed;
  const note = [...changes.slice(0, mostNamed), ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
  return { ...blank, status: changes.length > 0 ? blank.severity : 'pass', note: note || null };
}

/** Whether a contract holds the data against earlier data, which costs a look into the record store. */
export const asksForChanges = ({ decided, proposed }: CheckAnswer): boolean =>
  decided.changes.length + (proposed?.changes.length ?? 0) > 0;

/** The answer with its changes judged. */
export function withChanges(answer: CheckAnswer, earlier: Earlier): CheckAnswer {
  const { sources } = answer;
  const judgedOf = ({ rules, changes }: Checked): Checked => {
    const all = [...rules, ...changedRules(changes, { sources, rules }, earlier)];
    const verdict = dataVerdicts.findLast((one) => all.some(({ status }) => status === one)) ?? 'pass';
    return { verdict, rules: all, changes };
  };
  return { ...answer, decided: judgedOf(answer.decided), proposed: answer.proposed && judgedOf(answer.proposed) };
}
