import { messageOf } from '@ml-actions/core/error';
import { readAlias } from '@ml-actions/core/reference/find-version';
import type { Ports } from '@ml-actions/core/runner/ports';
import { layout } from '@ml-actions/core/store/layout';
import type { StoreView } from '@ml-actions/core/store/store';
import { stillAccepted, withAccepted } from './accepted.ts';
import { type Alarm, heldBy, nextAlarm, ofThisAlarm, parseDebounce, performanceHeldBy, type Seen } from './alarm.ts';
import { furthest, strainOf } from './cause.ts';
import { sinceOf } from './freshness.ts';
import { type Acceptance, HISTORY_RUNS, type HistoryLine, lastTraining, linesText, readLines } from './history-line.ts';
import type { DriftInputs } from './inputs.ts';
import type { Look } from './look.ts';
import { dataOf, isOld, saidBy, unheard } from './looked-at.ts';
import { type Past, pastOf } from './past.ts';
import { isAlarming, kept, sightingOf } from './sighting.ts';
import { byThread, lastOfKind, runNameOf, threadOf } from './thread.ts';

/** Columns whose effects are remembered besides those that alarm; the tables show ten. */
export const COLUMNS_KEPT = 20;

/** Threads that are remembered: the most legs that a matrix may have (GitHub). */
const MOST_THREADS = 256;

/** The alarm after this run and the runs it rests on. */
export interface Memory extends Pick<Past, 'told' | 'heard' | 'others' | 'alarmed'> {
  readonly alarm: Alarm;
  /** remembered runs of this thread against the version that is judged, oldest first, this run last */
  readonly lines: readonly HistoryLine[];
  /** false: earlier runs could not be read, this run alone decides */
  readonly kept: boolean;
  /** what this run says, without the drift that a person accepted */
  readonly seen: Look;
}

type Undecided = Omit<HistoryLine, 'active'>;

/** One run of a check, and the version that served when it looked. */
interface Check {
  readonly inputs: DriftInputs;
  readonly ports: Ports;
  readonly seen: Look;
  readonly version: string | null;
}

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
  labelledSince: Labelled,
): Promise<Memory> {
  const path = layout.drift(ports.model, inputs.environment);
  const labelled = once(labelledSince);
  const decide = async (view: StoreView) => {
    const lines = await readAll(view, path, ports);
    const check = { inputs, ports, seen, version: await versionOf(view, inputs, ports, seen) };
    return { lines: lines ?? [], memory: lines ? await decideOn(lines, check, labelled) : alone(check) };
  };
  try {
    const store = await ports.store();
    if (!ports.run.isTrusted) return (await decide(await store.view())).memory;
    return await store.update(async (view) => {
      const { lines, memory } = await decide(view);
      const message = `Remember the drift check of run ${ports.run.runId}`;
      const writes = new Map([[path, linesText(remembered([...lines, ...memory.lines.slice(-1)]))]]);
      return { writes, message, result: memory };
    });
  } catch (error) {
    ports.log.warning(`record store: earlier runs are unknown, this one alone decides: ${messageOf(error)}`);
    return alone({ inputs, ports, seen, version: seen.reference.modelVersion });
  }
}

type Labelled = (raised: Date) => Promise<number | null | undefined>;

/** The state file may be decided on several times, and nobody else is asked again. */
function once(ask: Labelled): Labelled {
  let answer: ReturnType<Labelled> | undefined;
  return (raised) => {
    answer ??= ask(raised);
    return answer;
  };
}

async function decideOn(lines: readonly HistoryLine[], check: Check, labelledSince: Labelled): Promise<Memory> {
  const { inputs, ports, seen, version } = check;
  const thread = threadOf(inputs, ports);
  const past = pastOf(lines, {
    thread: ports.run.isTrusted ? thread : lastOfKind(lines, thread),
    version,
    run: runOf(inputs, ports),
    now: ports.clock(),
  });
  const [raised] = ofThisAlarm(past.before);
  const labelled = raised && (await labelledSince(new Date(raised.at)));
  const accepted = stillAccepted(past.before, seen, labelled, isCounted(lines, labelled, raised));
  return decided(past, { ...check, seen: withAccepted(seen, accepted) }, accepted);
}

/** Earlier rows may come from the profile that serves or from the data, and then tell no version: the alias does. */
async function versionOf(view: StoreView, inputs: DriftInputs, ports: Ports, seen: Look): Promise<string | null> {
  const { modelVersion } = seen.reference;
  if (modelVersion !== null && inputs.reference !== 'same-weekday') return modelVersion;
  const alias = await readAlias(view, ports.model, inputs.environment);
  return alias && `${ports.model}@${alias.version}`;
}

/** Another check, or this one of another version, took the label for its own drift before this alarm was raised. */
const isCounted = (lines: readonly HistoryLine[], issue: number | null | undefined, raised?: HistoryLine): boolean =>
  raised !== undefined && lines.some(({ accepted, at }) => accepted?.issue === issue && at < raised.at);

/** Null where nothing is left of what was remembered. */
async function readAll(view: StoreView, path: string, { log }: Ports): Promise<readonly HistoryLine[] | null> {
  const { lines, damaged } = readLines(Buffer.from((await view.read(path)) ?? []).toString());
  if (damaged > 0) log.warning(`${path}: ${damaged} damaged lines are left out`);
  return damaged > 0 && lines.length === 0 ? null : lines;
}

function decided(past: Past, check: Check, accepted: Acceptance | null): Memory {
  const { inputs, ports, seen } = check;
  const { before, replaced, told, heard, others, alarmed } = past;
  const performance = performanceHeldBy(before);
  const data = dataOf(seen, performance);
  const said = sightingOf(seen, accepted, { columns: heldBy(before, data), performance });
  const sighting = isOld({ ...said, data }, seen, told, ports.clock()) ? { ...said, ...unheard } : said;
  const alarm = nextAlarm(before, { ...sighting, data }, parseDebounce(inputs.debounce));
  const since = sinceOf(before, data);
  const line = {
    ...(performance !== null && { performance }), // held until it is over, however long labels are awaited
    ...lineOf(check, { ...sighting, data }),
    active: alarm.active,
    ...(since !== undefined && { since }),
    ...(accepted && { accepted }),
    ...(replaced?.retrained && { retrained: replaced.retrained }),
  };
  return { alarm, lines: [...before, line].slice(-HISTORY_RUNS), kept: true, seen, told, heard, others, alarmed };
}

/**
 * The last line of each run, of them the last runs of each thread, and the last one that started a training: its cooldown
 * may be longer than they are.
 */
export function remembered(lines: readonly HistoryLine[]): readonly HistoryLine[] {
  const lastOf = new Map(lines.map((line) => [line.run, line]));
  const runs = lines.filter((line) => lastOf.get(line.run) === line);
  const threads = [...byThread(runs.toReversed()).values()].slice(0, MOST_THREADS);
  const last = new Set([...threads.flatMap((thread) => thread.slice(0, HISTORY_RUNS)), lastTraining(runs)]);
  return runs.filter((line) => last.has(line));
}

function alone(check: Check): Memory {
  const { seen } = check;
  const line = lineOf(check, { ...sightingOf(seen), data: dataOf(seen) });
  const active = line.alarming;
  const alarm: Alarm = {
    active,
    phase: active ? 'entered' : 'quiet',
    alarming: Number(active),
    clean: Number(line.clean && !line.silent),
  };
  return { alarm, lines: [{ ...line, active }], kept: false, seen, told: [], heard: [], others: [], alarmed: false };
}

/** Run and thread: the name of a run's line. */
export const runOf = (inputs: DriftInputs, ports: Ports): string => runNameOf(ports.run.runId, threadOf(inputs, ports));

function lineOf({ inputs, ports, seen, version }: Check, sighting: Seen): Undecided {
  const { report, rule, performance } = seen;
  const columns = report.columns.filter((column, at) => at < COLUMNS_KEPT || isAlarming(column));
  return {
    run: runOf(inputs, ports),
    ...threadOf(inputs, ports),
    ...(version !== null && { version }),
    at: ports.clock().toISOString(),
    data: sighting.data,
    status: seen.observed,
    maxEffect: furthest(seen),
    alarming: sighting.alarming,
    clean: sighting.clean,
    ...(sighting.alarming && saidBy(performance)),
    ...(sighting.silent && { silent: true }),
    relief: sighting.relief,
    drifted: sighting.silent ? [] : report.columns.filter(isAlarming).map(({ column }) => column),
    effects: Object.fromEntries(columns.map((each) => [each.column, kept(strainOf(each, rule))])),
    missing: Object.fromEntries(
      columns.flatMap(({ column, missing }) => (missing?.current ? [[column, kept(missing.current)]] : [])),
    ),
  };
}
