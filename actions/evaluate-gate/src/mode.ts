import type { Errand, Outcome } from '@ml-actions/core/runner/action';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { GateInputs } from './inputs.ts';
import { run as gate } from './run.ts';

/** Judges, or speaks for a run that judged: what only one mode needs is loaded by that mode. */
export async function run(inputs: GateInputs, ports: Ports): Promise<Outcome<'evaluate-gate'> | Errand> {
  if (inputs.mode === 'report') return (await import('./mode/report.ts')).report(inputs, ports);
  if (inputs.mode === 'accept') return (await import('./mode/accept.ts')).accept(inputs, ports);
  return gate(inputs, ports);
}
