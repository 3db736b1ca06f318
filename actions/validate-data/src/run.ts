import { performance } from 'node:perf_hooks';
import { subject } from '@ml-actions/core/record/statement';
import type { Outcome } from '@ml-actions/core/runner/action';
import type { Ports } from '@ml-actions/core/runner/ports';
import { profilePlace } from '@ml-actions/data/profile/place';
import { announce } from './announce.ts';
import { earlierData } from './baseline.ts';
import { bodyOf, type DataBody } from './body.ts';
import { asksForChanges, withChanges } from './changes.ts';
import type { CheckAnswer } from './check-files.ts';
import { type ContractChoice, chooseContract } from './contract.ts';
import { fromBase } from './data.ts';
import type { ValidateInputs } from './inputs.ts';
import { orderOf } from './order.ts';
import { perform, performReduce } from './perform.ts';
import { remoteOf } from './remote.ts';
import { type Reports, writeReports } from './reports.ts';
import { forgetFailingRows, samplesOf } from './samples.ts';
import { failingDetails } from './samples-detail.ts';
import { shardFolders } from './states.ts';
import { broken } from './wording.ts';

/** Checks the data against the contract that decides, and says which rule failed for how many of how many. */
export async function run(inputs: ValidateInputs, ports: Ports): Promise<Outcome<'validate-data'>> {
  const started = performance.now();
  const profileOut = inputs['profile-out'];
  if (profileOut !== undefined)
    await profilePlace(ports.run.workspace, fromBase(ports.base, ports.run.workspace)(profileOut));
  await forgetFailingRows(inputs, ports);
  const choice = await chooseContract(inputs, ports);
  const [found, earlier] = await Promise.all([
    look(inputs, choice, ports),
    earlierData({ ...inputs, ...choice.settings }, ports),
  ]);
  const answer = asksForChanges(found) ? withChanges(found, earlier) : found;
  const seconds = (performance.now() - started) / 1_000;
  const body = bodyOf(choice, answer, seconds);
  announce(body, choice.annotated, ports.log);
  if (answer.failing.problem !== null) ports.log.warning(`failing rows: ${answer.failing.problem}`);
  const reports = await writeReports({ ...answer, body, earlier }, inputs, ports);
  return { ...outcome(body, reports), summary: failingDetails(answer.failing) };
}

/** Data is read by the engine that the workflow names, or was, by the jobs that have the shards. */
async function look(inputs: ValidateInputs, choice: ContractChoice, ports: Ports): Promise<CheckAnswer> {
  if (inputs.engine === 'trino') {
    const { checkTables } = await import('./check-tables.ts');
    return checkTables(inputs, choice, ports);
  }
  if (inputs.mode === 'reduce') return reduce(inputs, choice, ports);
  const samples = await samplesOf(inputs, ports);
  return perform(await orderOf(inputs, choice, await remoteOf(inputs, ports), samples, ports), ports);
}

async function reduce(inputs: ValidateInputs, choice: ContractChoice, ports: Ports): Promise<CheckAnswer> {
  const { model, run } = ports;
  const shards = { model, run: inputs['from-run'] ?? run.runId, folders: await shardFolders(inputs, ports) };
  const order = await orderOf(inputs, choice, null, await samplesOf(inputs, ports), ports);
  return performReduce({ ...order, shards }, ports);
}

function outcome(body: DataBody, reports: Reports): Outcome<'validate-data'> {
  const { verdict, sources, rules, digest, fingerprint } = body;
  return {
    exitCode: exitCodeOf(body),
    subjects: [subject('data', digest)],
    body,
    outputs: {
      verdict,
      rows: sources.reduce((sum, { rows }) => sum + rows, 0),
      'failed-rules': broken(rules, 'fail').length + broken(rules, 'error').length,
      'warned-rules': broken(rules, 'warn').length,
      digest,
      fingerprint,
      ...reports,
    },
  };
}

/** What could not be evaluated always fails the step. */
function exitCodeOf({ verdict, failOn }: DataBody): 0 | 1 {
  if (verdict === 'error') return 1;
  if (failOn === 'never') return 0;
  return verdict === 'fail' || (verdict === 'warn' && failOn === 'warn') ? 1 : 0;
}
