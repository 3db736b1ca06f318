import { messageOf } from '@ml-actions/core/error';
import { groupBy } from '@ml-actions/core/group-by';
import { recordId } from '@ml-actions/core/record/identity';
import type { Ports } from '@ml-actions/core/runner/ports';
import { layout } from '@ml-actions/core/store/layout';
import type { StoreView } from '@ml-actions/core/store/store';
import { stillAccepted, withAccepted } from './accepted.ts';
import { type Alarm, heldBy, nextAlarm, ofThisAlarm, parseDebounce, type Sighting } from './alarm.ts';
import { furthest, strainOf } from './cause.ts';
import { type Acceptance, HISTORY_RUNS, type HistoryLine, lastTraining, linesText, readLines } from './history-line.ts';
import type { DriftInputs } from './inputs.ts';
import type { Look } from './look.ts';
import { isAlarming, kept, sightingOf } from './sighting.ts';
import { type Past, pastOf, type Thread } from './thread.ts';

/** Columns whose effects are remembered besides those that alarm; the tables show ten. */
export const COLUMNS_KEPT = 20;

/** Legs that are remembered: the most that a matrix may have (GitHub). */
const MOST_LEGS = 256;

/** The alarm after this run and the runs it rests on. */
export interface Memory extends Pick<Past, 'told' | 'others' | 'alarmed'> {
  readonly alarm: Alarm;
  /** remembered runs of this leg against this reference, oldest first, this run last */
  readonly lines: readonly HistoryLine[];
  /** false: earlier runs could not be read, this run alone decides */
  readonly kept: boolean;
  /** what this run says, without the drift that a person accepted */
  readonly seen: Look;
}

type Undecided = Omit<HistoryLine, 'active'>;

/**
 * Adds this run to `drift/<model>/<environment>.jsonl` and decides on the very state it was added to, so that of two
 * runs at once only one raises the alarm. Runs that may not write the store decide on what they can read. Without a
 * store a single run alarms.
 *
 * @param labelledSince number of the issue by which a maintainer accepts the drift of an alarm raised at a time, null
 *   without one, undefined where nobody can look; asked once, and only where an alarm is on
 */
export async function remember(
  inputs: DriftInputs,
  ports: Ports,
  seen: Look,
  labelledSince: (raised: Date) => Promise<number | null | undefined>,
): Promise<Memory> {
  let answer: Promise<number | null | undefined> | undefined;
  const path = layout.drift(ports.model, inputs.environment);
  const decide = async (lines: readonly HistoryLine[]): Promise<Memory> => {
    const past = pastOf(lines, threadOf(inputs, seen), runOf(inputs, ports), ports.clock());
    const [raised] = ofThisAlarm(past.before);
    if (raised) answer ??= labelledSince(new Date(raised.at));
    const accepted = stillAccepted(past.before, seen, raised && (await answer));
    return decided(past, inputs, ports, withAccepted(seen, accepted), accepted);
  };
  try {
    const store = await ports.store();
    if (!ports.run.isTrusted) return await decide(await readAll(await store.view(), path, ports));
    return await store.update(async (view) => {
      const lines = await readAll(view, path, ports);
      const result = await decide(lines);
      const message = `Remember the drift check of run ${ports.run.runId}`;
      const writes = new Map([[path, linesText(remembered([...lines, ...result.lines.slice(-1)]))]]);
      return { writes, message, result };
    });
  } catch (error) {
    ports.log.warning(`record store: earlier runs are unknown, this one alone decides: ${messageOf(error)}`);
    return alone(inputs, ports, seen);
  }
}

async function readAll(view: StoreView, path: string, { log }: Ports): Promise<readonly HistoryLine[]> {
  const { lines, damaged } = readLines(Buffer.from((await view.read(path)) ?? []).toString());
  if (damaged > 0) log.warning(`${path}: ${damaged} damaged lines are left out`);
  return lines;
}

function decided(past: Past, inputs: DriftInputs, ports: Ports, seen: Look, accepted: Acceptance | null): Memory {
  const { before, replaced, told, others, alarmed } = past;
  const data = dataOf(seen);
  const sighting = sightingOf(seen, accepted, heldBy(before, data));
  const alarm = nextAlarm(before, { ...sighting, data }, parseDebounce(inputs.debounce));
  const line = {
    ...lineOf(inputs, ports, seen, sighting),
    active: alarm.active,
    ...(accepted && { accepted }),
    ...(replaced?.retrained && { retrained: replaced.retrained }),
  };
  return { alarm, lines: [...before, line].slice(-HISTORY_RUNS), kept: true, seen, told, others, alarmed };
}

/**
 * The last line of each run, of them the last runs of each leg, and the last one that started a training: its cooldown
 * may be longer than they are.
 */
export function remembered(lines: readonly HistoryLine[]): readonly HistoryLine[] {
  const lastOf = new Map(lines.map((line) => [line.run, line]));
  const runs = lines.filter((line) => lastOf.get(line.run) === line);
  const legs = [...groupBy(runs.toReversed(), ({ leg }) => leg).values()].slice(0, MOST_LEGS);
  const last = new Set([...legs.flatMap((leg) => leg.slice(0, HISTORY_RUNS)), lastTraining(runs)]);
  return runs.filter((line) => last.has(line));
}

function alone(inputs: DriftInputs, ports: Ports, seen: Look): Memory {
  const line = lineOf(inputs, ports, seen, sightingOf(seen));
  const active = line.alarming;
  const alarm: Alarm = {
    active,
    phase: active ? 'entered' : 'quiet',
    alarming: Number(active),
    clean: Number(line.clean && !line.silent),
  };
  return { alarm, lines: [{ ...line, active }], kept: false, seen, told: [], others: [], alarmed: false };
}

/** More rows of a window are the same data, seen later. */
const dataOf = ({ window, current }: Look): string => (window ? `window to ${window.end}` : `sha256:${current.sha256}`);

const legOf = ({ matrix }: DriftInputs): string => recordId(undefined, matrix);

/** Run and matrix leg: the name of a run's line. */
export const runOf = (inputs: DriftInputs, { run }: Ports): string => `${run.runId}-${legOf(inputs)}`;

/** What follows an address, such as a signature, is another one in every run. */
const addressOf = (reference: string): string =>
  reference.includes('://') ? reference.replace(/[?#\s].*$/s, '') : reference;

/** Windows before others are one reference, whatever their dates. */
const threadOf = (inputs: DriftInputs, { reference }: Look): Thread => ({
  leg: legOf(inputs),
  reference: reference.modelVersion ?? addressOf(inputs.reference),
});

function lineOf(inputs: DriftInputs, ports: Ports, seen: Look, sighting: Sighting): Undecided {
  const { report, rule } = seen;
  const columns = report.columns.filter((column, at) => at < COLUMNS_KEPT || isAlarming(column));
  return {
    run: runOf(inputs, ports),
    ...threadOf(inputs, seen),
    at: ports.clock().toISOString(),
    data: dataOf(seen),
    status: seen.observed,
    maxEffect: furthest(seen),
    alarming: sighting.alarming,
    clean: sighting.clean,
    ...(sighting.silent && { silent: true }),
    relief: sighting.relief,
    drifted: report.columns.filter(isAlarming).map(({ column }) => column),
    effects: Object.fromEntries(columns.map((each) => [each.column, kept(strainOf(each, rule))])),
    missing: Object.fromEntries(
      columns.flatMap(({ column, missing }) => (missing?.current ? [[column, kept(missing.current)]] : [])),
    ),
  };
}
