import type { DriftCheckPredicate } from '@ml-actions/core/record/predicate/drift-check';
import { type Span, windowAt } from '@ml-actions/data/drift/calendar';
import type { Engine } from '@ml-actions/data/engine';
import type { Baseline } from '@ml-actions/data/performance/baseline';
import type { Estimated } from '@ml-actions/data/performance/estimated';
import type { JudgedColumns } from '@ml-actions/data/performance/judged';
import type { Labels, Realised } from '@ml-actions/data/performance/realised';
import type { Source } from '@ml-actions/data/source';
import type { Stretch } from './stretch.ts';

export type Performance = NonNullable<DriftCheckPredicate['performance']>;

/** A metric may fall so far below its baseline before it is worse performance. */
export const PERFORMANCE_MARGIN = 0.02;
/** Labels are complete enough to judge where at least this share of them has arrived (research drift-check 6). */
export const LABEL_COVERAGE = 0.8;
/** Windows back in which complete labels are looked for. */
const WINDOWS_BACK = 12;

interface Material {
  readonly baseline: Baseline;
  readonly source: Source;
  /** column with the truth, or null without one */
  readonly truth: string | null;
  readonly stretch: Stretch | null;
  readonly minRows: number;
}

/** Performance by the labels that arrived, and by the scores alone; null where there is neither truth nor estimate. */
export async function performanceOf(engine: Engine, material: Material): Promise<Performance | null> {
  const { baseline, stretch, source, truth } = material;
  const names = source.columns.map(({ name }) => name);
  const kept = (name: string | null): string | null => (name !== null && names.includes(name) ? name : null);
  const columns = { score: kept(baseline.score), prediction: kept(baseline.prediction), truth };
  if (columns.score === null && columns.prediction === null) return null;
  const { judgedRows } = await import('@ml-actions/data/performance/judged');
  const { estimatedOf } = await import('@ml-actions/data/performance/estimated');
  const here = stretch ? stretch.timeline.within([stretch.chosen]) : source;
  const scored = await judgedRows(engine, here, { ...columns, truth: null }, baseline);
  const guessed = columns.score === null ? null : await estimatedOf(engine, scored, baseline);
  if (truth === null && (columns.score === null || baseline.positive === null)) return null;
  const estimated = guessed && guessed.rows >= material.minRows ? guessed : null;
  const labelled = truth === null ? null : await lastLabelled(engine, material, { ...columns, truth });
  return judge(baseline, estimated, labelled, labelled?.span === (stretch?.chosen ?? null));
}

interface Labelled {
  readonly labels: Labels;
  /** classes of the labels, where none is one that the model says: these judge nothing */
  readonly others: number | null;
  /** null while too few labels have arrived */
  readonly realised: Realised | null;
  /** null: all rows */
  readonly span: Span | null;
}

/**
 * The latest window of the serving version whose labels are complete enough; labels that came early alone would be a
 * biased sample.
 */
async function lastLabelled(
  engine: Engine,
  { baseline, source, stretch, minRows }: Material,
  columns: JudgedColumns,
): Promise<Labelled> {
  const { judgedRows } = await import('@ml-actions/data/performance/judged');
  const { labelsOf, realisedOf } = await import('@ml-actions/data/performance/realised');
  const { otherClasses } = await import('@ml-actions/data/performance/shared-classes');
  const read = async (rows: Source, span: Span | null): Promise<Labelled> => {
    const judged = await judgedRows(engine, rows, columns, baseline);
    const labels = await labelsOf(engine, judged);
    const isComplete = labels.labelled >= minRows && labels.labelled >= LABEL_COVERAGE * labels.rows;
    const others = isComplete ? await otherClasses(engine, judged) : null;
    const isJudged = isComplete && others === null;
    return { labels, span, others, realised: isJudged ? await realisedOf(engine, judged, labels) : null };
  };
  if (!stretch) return read(source, null);
  const { timeline, chosen, length, since } = stretch;
  const first = await read(timeline.within([chosen]), chosen);
  let [span, found]: [Span, Labelled] = [chosen, first];
  const isOwn = (time: number): boolean => since === null || time > since;
  const isDone = ({ realised, others }: Labelled): boolean => realised !== null || others !== null;
  for (let back = 0; back < WINDOWS_BACK && !isDone(found) && isOwn(span.start); back++) {
    const { start, end } = windowAt(span.start - 1, length);
    span = { start: Math.max(start, since ?? start), end };
    found = await read(timeline.within([span]), span);
  }
  return isDone(found) ? found : first;
}

/** @param isNow whether the labels are those of the rows that the estimate is about: of these they know more */
function judge(
  baseline: Baseline,
  estimated: Estimated | null,
  labelled: Labelled | null,
  isNow: boolean,
): Performance {
  const realised = labelled?.realised ?? null;
  const names = ['auc', 'accuracy'] as const;
  const metrics = names.flatMap((name) => {
    const before = baseline[name];
    if (before === null) return [];
    const found = { estimated: estimated?.[name] ?? null, estimatedError: estimated?.errors[name] ?? null };
    return [{ metric: name, baseline: before, ...found, realised: realised?.[name] ?? null }];
  });
  const worse = (high: number | undefined | null, before: number): boolean =>
    typeof high === 'number' && high < before - PERFORMANCE_MARGIN;
  const fell = metrics.some((each) => worse(each.realised?.high, each.baseline));
  const seems = metrics.some((each) => worse(estimatedHigh(each), each.baseline));
  const span = labelled?.span;
  return {
    margin: PERFORMANCE_MARGIN,
    metrics,
    labelled: labelled?.labels.labelled ?? 0,
    coverage: labelled && labelled.labels.rows > 0 ? labelled.labels.labelled / labelled.labels.rows : null,
    pending: labelled !== null && realised === null && labelled.others === null,
    otherClasses: labelled?.others ?? null,
    window: span ? { start: isoOf(span.start), end: isoOf(span.end) } : null,
    alarm: fell ? 'realised' : seems && !(realised && isNow) ? 'estimated' : null,
  };
}

/** Standard errors of an estimate on either side (NannyML, "Estimation of Standard Error"). */
const ESTIMATE_ERRORS = 3;

/** The most that an estimate stands for; null without one. */
export const estimatedHigh = ({ estimated, estimatedError }: Performance['metrics'][number]): number | null =>
  estimated === null ? null : estimated + ESTIMATE_ERRORS * (estimatedError ?? 0);

/** Whether labels or scores told anything. */
export const isMeasured = (performance: Performance | null): boolean =>
  performance?.metrics.some(({ estimated, realised }) => estimated !== null || realised !== null) === true;

export const isoOf = (time: number): string => new Date(time).toISOString();
