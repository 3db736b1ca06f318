import { InputError, ServiceError } from '@ml-actions/core/error';
import type { EvaluateGatePredicate } from '@ml-actions/core/record/predicate/evaluate-gate';
import type { TrainPredicate } from '@ml-actions/core/record/predicate/train';
import { storedRecord } from '@ml-actions/core/reference/find-record';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { GateBaseline } from './baseline.ts';

type Changed = EvaluateGatePredicate['changed'];

const nothing: Changed = { params: [], packages: [], data: [] };

/**
 * What changed between the two trainings: parameters, package versions, data. An explanation, no evidence: where the
 * baseline's training is not known it stays empty.
 */
export async function changedSince(
  baseline: GateBaseline,
  training: TrainPredicate | undefined,
  ports: Ports,
): Promise<Changed> {
  if (!training || baseline.kind !== 'found' || baseline.commit === null) return nothing;
  try {
    const view = await (await ports.store()).view();
    const before = await storedRecord(view, ports.model, baseline.commit, 'train', training.id);
    return before ? differences(before.predicate, training) : nothing;
  } catch (error) {
    if (!(error instanceof InputError || error instanceof ServiceError)) throw error;
    ports.log.info(`what changed: the baseline's training could not be read. ${error.message}`);
    return nothing;
  }
}

/** Each change as `name: before → after`, of lists as what came and went. Names and values are untrusted. */
export function differences(before: TrainPredicate, after: TrainPredicate): Changed {
  return {
    params: changes(before.params, after.params, (value) => JSON.stringify(value), itemChange),
    packages: changes(before.environment.packages, after.environment.packages, String),
    data: changes(
      dataOf(before),
      dataOf(after),
      ({ count, size, sha256 }) =>
        `${count} ${count === 1 ? 'file' : 'files'}, ${size} bytes, sha256 ${sha256.slice(0, digestDigits)}`,
    ),
  };
}

const digestDigits = 8;

const dataOf = ({ data }: TrainPredicate) => Object.fromEntries(data.map((entry) => [entry.name, entry]));

function changes<T>(
  before: Readonly<Record<string, T>>,
  after: Readonly<Record<string, T>>,
  text: (value: T) => string,
  short: (was: T | undefined, is: T | undefined) => string | undefined = () => undefined,
): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const told = (value: T | undefined) => (value === undefined ? 'absent' : text(value));
  return names
    .map((name) => ({ name, was: told(before[name]), is: told(after[name]) }))
    .filter(({ was, is }) => was !== is)
    .map(({ name, was, is }) => `${name}: ${short(before[name], after[name]) ?? `${was} → ${is}`}`);
}

/** `+ "phase", - "speed"` between two lists, where items came or went. */
function itemChange(was: unknown, is: unknown): string | undefined {
  if (!Array.isArray(was) || !Array.isArray(is)) return undefined;
  const [before, after] = [was, is].map((list: unknown[]) => new Set(list.map((item) => JSON.stringify(item))));
  if (!before || !after) return undefined;
  const came = [...after].filter((item) => !before.has(item)).map((item) => `+ ${item}`);
  const went = [...before].filter((item) => !after.has(item)).map((item) => `- ${item}`);
  return [...came, ...went].join(', ') || undefined;
}
