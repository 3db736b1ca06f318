import { own } from '@ml-actions/core/own';
import type { DriftColumn, DriftStatus } from '@ml-actions/core/record/predicate/drift-check';
import type { Body } from '@ml-actions/core/runner/action';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { ColumnDrift } from '@ml-actions/data/drift/result';
import { CLEAN_RUNS, parseDebounce } from './alarm.ts';
import { furthest } from './cause.ts';
import { type Freshness, freshnessOf } from './freshness.ts';
import type { HistoryLine } from './history-line.ts';
import type { DriftInputs } from './inputs.ts';
import type { Look } from './look.ts';
import { COLUMNS_KEPT, type Memory } from './memory.ts';

export type DriftBody = Body<'drift-check'>;

/** Columns without a reference that are named; a wide table must not fill the record. */
const EXTRA_NAMED = 20;

/** What the record says, before the issue is kept. */
export function bodyOf(inputs: DriftInputs, ports: Ports, seen: Look, memory: Memory): DriftBody {
  const { report, reference, current, rule } = seen;
  const { alarm, lines, kept } = memory;
  const { needed, of } = parseDebounce(inputs.debounce);
  const freshness = freshnessOf(inputs, ports, seen, lines.at(-1));
  const verdict = ofNow(verdictOf(seen.observed, alarm.active), freshness);
  return {
    verdict,
    observed: seen.observed,
    confirmed: kept && alarm.active && verdict === seen.observed,
    alarm: {
      phase: kept ? alarm.phase : 'stateless',
      alarming: alarm.alarming,
      needed,
      of,
      clean: alarm.clean,
      cleanNeeded: CLEAN_RUNS,
    },
    environment: inputs.environment,
    rule: { name: inputs.preset, alpha: rule.alpha, minRows: rule.minRows },
    reference,
    current,
    window: seen.window,
    freshness,
    performance: seen.performance,
    columns: report.columns.map((column, at) =>
      columnOf(column, seen, at < COLUMNS_KEPT ? lines : lines.map(untold), inputs.importance),
    ),
    extra: report.extra.slice(0, EXTRA_NAMED),
    worstColumn: report.worstColumn,
    maxEffect: furthest(seen),
    history: lines.map(({ at, status, maxEffect }) => ({ at, status, maxEffect })),
    issue: null,
    retrain: null,
  };
}

/** The worst columns alone tell their last runs: a page of two hundred has no room for all. */
const untold = (line: HistoryLine): HistoryLine => ({ ...line, effects: {}, missing: {} });

/**
 * The status that others act on. Drift that the last runs do not confirm is a warning, and so is an alarm whose cause
 * is no longer seen.
 */
export function verdictOf(observed: DriftStatus, active: boolean): DriftStatus {
  const alarming = observed === 'drift' || observed === 'schema' || observed === 'performance';
  if (alarming) return active ? observed : 'warn';
  return active && observed !== 'insufficient' ? 'warn' : observed;
}

/** Old data says nothing of now: it may still be wrong, but it cannot be well. */
const ofNow = (verdict: DriftStatus, { stale }: Freshness): DriftStatus =>
  stale && (verdict === 'ok' || verdict === 'noise-limited') ? 'insufficient' : verdict;

function columnOf(
  { column, role, kind, important, state, effect, missing, newCategories, notes }: ColumnDrift,
  { report: { rows }, changes }: Look,
  lines: Memory['lines'],
  weights: DriftInputs['importance'],
): DriftColumn {
  const alone = effect?.decides !== undefined;
  return {
    column,
    role,
    kind,
    important,
    importance: own(weights, column) ?? Number(important),
    status: state,
    unit: effect?.name ?? null,
    effect: effect && finite(effect.value),
    threshold: effect?.threshold ?? null,
    decides: effect && (effect.decides ?? 'effect and q'),
    noise: effect && !alone ? finite(effect.noise) : null,
    pValue: effect && effect.decides !== 'distance' ? effect.p : null,
    qValue: effect && !alone ? effect.q : null,
    missing: missing && { reference: missing.reference, current: missing.current, q: missing.q },
    newCategories: newCategories?.share ?? null,
    changes: [...(changes.get(column) ?? [])],
    reference: rows.reference,
    current: rows.current,
    notes: [...notes],
    trend: lines.map(({ effects }) => own(effects, column) ?? null),
    missingTrend: missingTrendOf(column, lines),
  };
}

function missingTrendOf(column: string, lines: Memory['lines']): (number | null)[] {
  const shares = lines.map(({ effects, missing }) => {
    const isKnown = missing !== undefined && Object.hasOwn(effects, column);
    return isKnown ? (own(missing, column) ?? 0) : null;
  });
  return shares.some((share) => share !== null && share > 0) ? shares : [];
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
