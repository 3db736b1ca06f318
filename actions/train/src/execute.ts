import { arch, availableParallelism, type } from 'node:os';
import { runCommand } from '@ml-actions/core/exec/command';
import type { TrainPredicate } from '@ml-actions/core/record/predicate/train';
import type { Ports } from '@ml-actions/core/runner/ports';
import { type Argv, commandText } from './argv.ts';
import { type HashedData, hashData } from './data.ts';
import { type Ending, endingOf } from './ending.ts';
import { readLockfile } from './lockfile.ts';
import { readParams } from './params.ts';
import type { Plan } from './plan.ts';
import { type Relay, relay } from './relay.ts';
import type { Stamps } from './stamp.ts';
import { stampsBefore } from './targets.ts';

/** What the command was given, by content. */
export interface Given {
  readonly params: TrainPredicate['params'];
  readonly data: HashedData;
  readonly environment: TrainPredicate['environment'];
  /** the outputs as they were before the command */
  readonly before: Stamps;
}

export interface Execution {
  readonly ending: Ending;
  readonly given: Given;
  /** the last lines of output */
  readonly tail: readonly string[];
}

/**
 * Runs the set-up, looks at what training is given, and runs the command; both share one time limit.
 *
 * @throws InputError when data, parameters or a command's program are not there
 */
export async function execute(plan: Plan, ports: Ports): Promise<Execution> {
  const output = relay(ports.log, () => ports.clock().getTime());
  const deadline = ports.clock().getTime() + plan.timeoutMinutes * 60_000;
  const step = (argv: Argv, what: string) => runStep(plan, argv, what, output, deadline - ports.clock().getTime());
  if (plan.setup) {
    ports.log.info(`Set-up: ${commandText(plan.setup)}`);
    const ending = await step(plan.setup, 'the set-up');
    if (ending.phase !== 'SUCCEEDED') return { ending, given: nothingGiven(), tail: output.tail() };
  }
  const given = await look(plan);
  if (ports.signal.aborted) return { ending: endingOf('', cancelled, 0), given, tail: output.tail() };
  ports.log.info(`Training: ${commandText(plan.command)}`);
  return { ending: await step(plan.command, 'the command'), given, tail: output.tail() };
}

const cancelled = { exitCode: null, signal: null, timedOut: false, interrupted: 'SIGINT' } as const;

async function runStep(plan: Plan, argv: Argv, what: string, output: Relay, timeoutMs: number): Promise<Ending> {
  const { place, env, graceMs, interruptGraceMs, timeoutMinutes } = plan;
  try {
    const result = await runCommand(argv, {
      cwd: place.base,
      env,
      timeoutMs: Math.max(timeoutMs, 0),
      graceMs,
      interruptGraceMs,
      onLine: output.line,
    });
    return endingOf(what, result, timeoutMinutes);
  } finally {
    output.end();
  }
}

async function look({ place, data, params, lockfile, targets }: Plan): Promise<Given> {
  return {
    params: await readParams(place, params),
    data: await hashData(place, data),
    environment: { ...machine(), ...(await readLockfile(place, lockfile)) },
    before: await stampsBefore(place, targets),
  };
}

const nothingGiven = (): Given => ({
  params: {},
  data: { identities: [], stamps: new Map() },
  environment: { ...machine(), lockfile: null, packages: {} },
  before: new Map(),
});

const machine = () => ({ os: type(), arch: arch(), cpus: availableParallelism() });
