import { messageOf } from '@ml-actions/core/error';
import { recordId } from '@ml-actions/core/record/identity';
import type { Ports } from '@ml-actions/core/runner/ports';
import { layout } from '@ml-actions/core/store/layout';
import type { StoreView } from '@ml-actions/core/store/store';
import { stillAccepted, withAccepted } from './accepted.ts';
import { type Alarm, heldBy, nextAlarm, parseDebounce, type Sighting } from './alarm.ts';
import { type Acceptance, HISTORY_RUNS, type HistoryLine, linesText, readLines } from './history-line.ts';
import type { DriftInputs } from './inputs.ts';
import type { Look } from './look.ts';
import { bounded, isAlarming, kept, sightingOf, strainOf } from './sighting.ts';

/** Columns whose effects are remembered; the tables show ten. */
const COLUMNS_KEPT = 20;

/** The alarm after this run and the runs it rests on. */
export interface Memory {
  readonly alarm: Alarm;
  /** remembered runs, oldest first, this run last */
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
 * @param labelled whether a maintainer accepts the drift; asked once, and only where an alarm is on
 */
export async function remember(
  inputs: DriftInputs,
  ports: Ports,
  seen: Look,
  labelled: () => Promise<boolean>,
): Promise<Memory> {
  let answer: Promise<boolean> | undefined;
  const path = layout.drift(ports.model, inputs.environment);
  const decide = async (view: StoreView): Promise<Memory> => {
    const before = await readBefore(view, path, runOf(inputs, ports), ports);
    if (before.at(-1)?.active) answer ??= labelled();
    const accepted = stillAccepted(before, seen, (await answer) === true);
    return decided(before, inputs, ports, withAccepted(seen, accepted), accepted);
  };
  try {
    const store = await ports.store();
    if (!ports.run.isTrusted) return await decide(await store.view());
    return await store.update(async (view) => {
      const result = await decide(view);
      const message = `Remember the drift check of run ${ports.run.runId}`;
      return { writes: new Map([[path, linesText(result.lines)]]), message, result };
    });
  } catch (error) {
    ports.log.warning(`record store: earlier runs are unknown, this one alone decides: ${messageOf(error)}`);
    return alone(inputs, ports, seen);
  }
}

async function readBefore(view: StoreView, path: string, run: string, { log }: Ports): Promise<readonly HistoryLine[]> {
  const { lines, damaged } = readLines(Buffer.from((await view.read(path)) ?? []).toString());
  if (damaged > 0) log.warning(`${path}: ${damaged} damaged lines are left out`);
  return lines.filter((line) => line.run !== run);
}

function decided(
  before: readonly HistoryLine[],
  inputs: DriftInputs,
  ports: Ports,
  seen: Look,
  accepted: Acceptance | null,
): Memory {
  const data = dataOf(seen);
  const sighting = sightingOf(seen, accepted, heldBy(before, data));
  const alarm = nextAlarm(before, { ...sighting, data }, parseDebounce(inputs.debounce));
  const line = { ...lineOf(inputs, ports, seen, sighting), active: alarm.active, ...(accepted && { accepted }) };
  return { alarm, lines: remembered([...before, line]), kept: true, seen };
}

/** The last runs, and the last one that started a training: its cooldown may be longer than they are. */
export function remembered(lines: readonly HistoryLine[]): readonly HistoryLine[] {
  const last = lines.slice(-HISTORY_RUNS);
  const trained = lines.findLast(({ retrained }) => retrained !== undefined);
  return trained === undefined || last.includes(trained) ? last : [trained, ...last];
}

function alone(inputs: DriftInputs, ports: Ports, seen: Look): Memory {
  const line = lineOf(inputs, ports, seen, sightingOf(seen));
  const active = line.alarming;
  const alarm: Alarm = {
    active,
    phase: active ? 'entered' : 'quiet',
    alarming: Number(active),
    clean: Number(line.clean),
  };
  return { alarm, lines: [{ ...line, active }], kept: false, seen };
}

/** More rows of a window are the same data, seen later. */
const dataOf = ({ window, current }: Look): string => (window ? `window to ${window.end}` : `sha256:${current.sha256}`);

/** Run and matrix leg: the name of a run's line. */
export const runOf = ({ matrix }: DriftInputs, { run }: Ports): string => `${run.runId}-${recordId(undefined, matrix)}`;

function lineOf(inputs: DriftInputs, ports: Ports, seen: Look, sighting: Sighting): Undecided {
  const { report, rule } = seen;
  const columns = report.columns.slice(0, COLUMNS_KEPT);
  return {
    run: runOf(inputs, ports),
    at: ports.clock().toISOString(),
    data: dataOf(seen),
    status: seen.observed,
    maxEffect: bounded(report.maxEffect),
    alarming: sighting.alarming,
    clean: sighting.clean,
    ...(sighting.silent && { silent: true }),
    relief: sighting.relief,
    drifted: report.columns
      .filter(isAlarming)
      .map(({ column }) => column)
      .slice(0, COLUMNS_KEPT),
    effects: Object.fromEntries(columns.map((each) => [each.column, kept(strainOf(each, rule))])),
    missing: Object.fromEntries(
      columns.flatMap(({ column, missing }) => (missing?.current ? [[column, kept(missing.current)]] : [])),
    ),
  };
}
