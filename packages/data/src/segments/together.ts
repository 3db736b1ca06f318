import type { Checking } from '../answer.ts';
import type { Interval } from '../interval.ts';
import { blankResult, type RuleResult, type Segmented, type WorstSegment } from '../result.ts';
import type { Rule } from '../rule.ts';
import type { Segment, SegmentedRule, Segments } from './find.ts';

/** What became of a rule in one segment. */
interface InSegment extends Segment {
  readonly result: RuleResult;
}

/** Broken segments that are told; the others are counted. */
export const MOST_TOLD = 5;

/** What a rule's results in the segments say together: the worst of them decides. */
export function together(
  { source, allowEmpty }: Pick<Checking, 'source' | 'allowEmpty'>,
  rule: SegmentedRule,
  { judged, small }: Segments,
  results: ReadonlyMap<Segment, RuleResult>,
): RuleResult {
  const blank = blankResult(source, rule);
  if (judged.length === 0) {
    const note = small > 0 ? `no segment has ${rule.by.fewest} rows` : 'there is no segment to look at';
    return { ...blank, status: allowEmpty && small === 0 ? 'pass' : rule.severity, note };
  }
  const found = judged.flatMap((segment): InSegment[] => {
    const result = results.get(segment);
    return result ? [{ ...segment, result }] : [];
  });
  const problem = found.find(({ result }) => result.status === 'error')?.result.note;
  if (problem !== undefined || found.length < judged.length)
    return { ...blank, status: 'error', note: problem ?? 'a segment was not answered' };
  const broken = found.filter(({ result }) => result.status !== 'pass').sort(worstFirst(rule));
  const segments: Segmented = {
    by: rule.by.columns,
    of: judged.length,
    broken: broken.length,
    small,
    worst: broken.slice(0, MOST_TOLD).map(told),
  };
  const counts = rule.measure.by === 'value' ? {} : { failing: sum(found, 'failing'), of: sum(found, 'of') };
  return { ...blank, ...counts, segments, status: broken.length > 0 ? rule.severity : 'pass', ...rowsOf(broken) };
}

const sum = (found: readonly InSegment[], of: 'failing' | 'of'): number =>
  found.reduce((all, { result }) => all + (result[of] ?? 0), 0);

function told({ values, rows, result }: InSegment): WorstSegment {
  const { failing, of, got, note } = result;
  return { name: null, values, rows, failing, of, got, note: note ?? null };
}

/** The segment in which the largest share fails, or whose number lies farthest off; then the larger one. */
const worstFirst =
  ({ measure }: Rule) =>
  (a: InSegment, b: InSegment): number => {
    const interval = measure.by === 'value' ? measure.interval : null;
    return badness(b, interval) - badness(a, interval) || b.rows - a.rows;
  };

function badness({ result: { failing, of, got } }: InSegment, interval: Interval | null): number {
  if (interval) return got === null ? Number.MAX_VALUE : Math.max(interval.min - got, got - interval.max);
  return of ? (failing ?? 0) / of : 1;
}

/** The rows of the worst one that has any: their places, and what may be shown of them, tell which segment it is. */
function rowsOf(broken: readonly InSegment[]): Pick<RuleResult, 'rows'> {
  const rows = broken.find(({ result }) => result.rows && (result.failing ?? 0) > 0)?.result.rows;
  return rows ? { rows } : {};
}
