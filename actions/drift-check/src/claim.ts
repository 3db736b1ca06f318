import type { Ports } from '@ml-actions/core/runner/ports';
import { layout } from '@ml-actions/core/store/layout';
import { lastTraining, linesText, readLines } from './history-line.ts';
import type { DriftInputs } from './inputs.ts';
import { runOf } from './memory.ts';
import { lengthOf } from './stretch.ts';

/**
 * Notes in the state file that this run starts a training, so that of several runs at once one does and the next ones
 * wait for the cooldown.
 *
 * @returns why this run must not; null: it may
 */
export async function claimTraining(inputs: DriftInputs, ports: Ports): Promise<string | null> {
  const path = layout.drift(ports.model, inputs.environment);
  const now = ports.clock();
  const cooldown = lengthOf(inputs.cooldown, 'cooldown');
  const own = runOf(inputs, ports);
  return (await ports.store()).update(async (view) => {
    const { lines } = readLines(Buffer.from((await view.read(path)) ?? []).toString());
    const last = lastTraining(lines)?.retrained;
    if (last !== undefined && now.getTime() - Date.parse(last) < cooldown)
      return { writes: new Map(), message: '', result: `one was started at ${last}, less than ${inputs.cooldown} ago` };
    const marked = lines.map((line) => (line.run === own ? { ...line, retrained: now.toISOString() } : line));
    const writes = new Map([[path, linesText(marked)]]);
    return { writes, message: `Note a training of run ${ports.run.runId}`, result: null };
  });
}

/** Takes the note back where nothing was started, so that the next run may try again. */
export async function releaseTraining(inputs: DriftInputs, ports: Ports): Promise<void> {
  const path = layout.drift(ports.model, inputs.environment);
  const own = runOf(inputs, ports);
  await (await ports.store()).update(async (view) => {
    const { lines } = readLines(Buffer.from((await view.read(path)) ?? []).toString());
    const left = lines.map((line) => {
      const { retrained: _, ...rest } = line;
      return line.run === own ? rest : line;
    });
    const writes = new Map([[path, linesText(left)]]);
    return { writes, message: `No training of run ${ports.run.runId}`, result: null };
  });
}
