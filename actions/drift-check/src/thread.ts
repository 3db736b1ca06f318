import { basename } from 'node:path/posix';
import { groupBy } from '@ml-actions/core/group-by';
import { sha256 } from '@ml-actions/core/json/digest';
import { withoutQuery } from '@ml-actions/core/path/address';
import { recordId } from '@ml-actions/core/record/identity';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { HistoryLine } from './history-line.ts';
import type { DriftInputs } from './inputs.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** A check that did not run while ours ran so often, nor in this time, is no longer there, and keeps no alarm on. */
const GONE_RUNS = 3;
const GONE_MS = 14 * dayMs;
/** One that runs seldom may miss a turn. */
const GONE_TURNS = 2;

/** One check of an environment: runs of one thread confirm each other, and no others do. */
export interface Thread {
  /** the step of a workflow that asks, and its matrix leg */
  readonly leg: string;
  /** what it asks: reference, window and offset */
  readonly question: string;
}

/** What the state file of an environment says to one run. */
export interface Past {
  /** earlier runs of its thread against the version that it judges, oldest first: what it is decided on */
  readonly before: readonly HistoryLine[];
  /** the same with an earlier attempt of this very run, which has spoken already: nothing of it is news */
  readonly told: readonly HistoryLine[];
  /** an earlier attempt of this very run, whose place this one takes */
  readonly replaced: HistoryLine | null;
  /** all runs of its leg: what a person has heard of it, whatever version served */
  readonly heard: readonly HistoryLine[];
  /** last runs of other threads whose alarm is on: an environment alarms while any of them does */
  readonly others: readonly HistoryLine[];
  /** the environment alarmed when it was last spoken of */
  readonly alarmed: boolean;
}

const DIGITS = 8;
const keyOf = ({ leg, question }: Pick<HistoryLine, 'leg' | 'question'>): string => JSON.stringify([leg, question]);

/** Name of a run's line: another attempt takes the place of the first. */
export const runNameOf = (runId: string, thread: Thread): string =>
  `${runId}-${sha256(keyOf(thread)).slice(0, DIGITS)}`;

/** Lines of each thread. */
export const byThread = (lines: readonly HistoryLine[]): ReadonlyMap<string, readonly HistoryLine[]> =>
  groupBy(lines, keyOf);

export function threadOf(
  { matrix, reference, window, offset }: Pick<DriftInputs, 'matrix' | 'reference' | 'window' | 'offset'>,
  { run }: Pick<Ports, 'run'>,
): Thread {
  const workflow = basename(run.workflowRef.replace(/@.*$/s, '')) || run.workflow;
  const question = [
    steadyPart(reference),
    window === undefined ? '' : `window ${window}`,
    offset === 0 ? '' : `offset ${offset}`,
  ];
  return {
    leg: [workflow, run.job, run.step, recordId('', matrix).replace(/^-/, '')].filter(Boolean).join('/'),
    question: question.filter(Boolean).join(', '),
  };
}

/** Signatures after an address, dates and digests in a path are others in every run: without them it is the same. */
const steadyPart = (reference: string): string =>
  (reference.includes('://') ? withoutQuery(reference).replace(/\s.*$/s, '') : reference).replace(
    /\b[0-9a-f]{7,}\b|\d+/gi,
    '0',
  );

/**
 * @param lines of the environment, oldest first; @param run name of this run's line
 * @param version that is judged: what was seen of another one, also of the same one before that, says nothing of it
 */
export function pastOf(
  lines: readonly HistoryLine[],
  { thread, version, run, now }: { thread: Thread; version: string | null; run: string; now: Date },
): Past {
  const own = byThread(lines).get(keyOf(thread)) ?? [];
  const others = othersOn(lines, thread, own, now);
  return {
    before: sinceDeployment(
      own.filter((line) => line.run !== run),
      version,
    ),
    told: sinceDeployment(own, version),
    replaced: own.find((line) => line.run === run) ?? null,
    heard: lines.filter(({ leg }) => leg === thread.leg),
    others,
    alarmed: others.length > 0 || own.at(-1)?.active === true,
  };
}

const sinceDeployment = (own: readonly HistoryLine[], version: string | null): readonly HistoryLine[] =>
  own.slice(own.findLastIndex((line) => (line.version ?? null) !== version) + 1);

function othersOn(
  lines: readonly HistoryLine[],
  thread: Thread,
  own: readonly HistoryLine[],
  now: Date,
): readonly HistoryLine[] {
  return [...byThread(lines)].flatMap(([key, runs]) => {
    const last = runs.at(-1);
    const isOn = key !== keyOf(thread) && last?.active && Date.parse(last.at) >= goneBefore(runs, thread, own, now);
    return last && isOn ? [last] : [];
  });
}

/** Another question of the same step is gone when it is not asked any more; another step may only run seldom. */
function goneBefore(runs: readonly HistoryLine[], { leg }: Thread, own: readonly HistoryLine[], now: Date): number {
  const run = own.at(-GONE_RUNS)?.at;
  if (runs.at(-1)?.leg === leg) return run === undefined ? 0 : Date.parse(run);
  const patience = Math.max(GONE_MS, GONE_TURNS * turnOf(runs));
  return Math.min(now.getTime() - patience, Date.parse(run ?? now.toISOString()));
}

/** Usual time between two runs, in milliseconds; 0 of a single one. */
function turnOf(runs: readonly HistoryLine[]): number {
  const times = runs.map(({ at }) => Date.parse(at));
  const gaps = times.slice(1).map((time, at) => time - (times[at] ?? time));
  return gaps.sort((a, b) => a - b)[gaps.length >> 1] ?? 0;
}
