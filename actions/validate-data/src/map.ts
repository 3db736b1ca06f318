import { join, relative } from 'node:path';
import { countText } from '@ml-actions/core/report/count-text';
import { code } from '@ml-actions/core/report/markdown';
import type { Errand } from '@ml-actions/core/runner/action';
import type { Ports } from '@ml-actions/core/runner/ports';
import { shardFolder } from '@ml-actions/data/state/shard';
import { chooseContract } from './contract.ts';
import type { ValidateInputs } from './inputs.ts';
import type { MapAnswer } from './map-files.ts';
import { orderOf } from './order.ts';
import { performMap } from './perform.ts';
import { remoteOf } from './remote.ts';
import { samplesOf } from './samples.ts';
import { handOver, shardOf, statesFolder } from './states.ts';
import { plural } from './wording.ts';

/** Answers what the contract asks of this job's shard, and hands the answers over; `mode: reduce` judges them. */
export async function map(inputs: ValidateInputs, ports: Ports): Promise<Errand> {
  const { model, run, log } = ports;
  const shard = { model, run: run.runId, ...shardOf(inputs) };
  const folder = join(await statesFolder(inputs, ports), shardFolder(shard));
  const choice = await chooseContract(inputs, ports);
  const samples = await samplesOf(inputs, ports);
  const order = await orderOf(inputs, choice, await remoteOf(inputs, ports), samples, ports);
  const answer = await performMap({ ...order, folder, shard }, ports);
  for (const input of answer.inputs) log.info(told(input));
  await handOver(folder, ports);
  return {
    exitCode: 0,
    outputs: {
      rows: answer.inputs.reduce((sum, { rows }) => sum + rows, 0),
      digest: answer.digest,
      states: relative(run.workspace, folder).replaceAll('\\', '/'),
    },
    summary: summaryOf(shard, answer),
  };
}

const told = ({ name, rows, files, isReused }: MapAnswer['inputs'][number]): string =>
  `${name}: ${plural(rows, 'row')}, ${plural(files, 'file')}${isReused ? ', unchanged: nothing read' : ''}`;

function summaryOf({ number, of }: { readonly number: number; readonly of: number }, { inputs }: MapAnswer): string {
  const lines = inputs.map(
    ({ name, rows, isReused }) =>
      `- ${code(name)}: ${countText(rows)} rows${isReused ? ', unchanged since an earlier run' : ''}`,
  );
  return [`Data, shard ${number} of ${of}: \`mode: reduce\` judges all of them together.`, '', ...lines, ''].join('\n');
}
