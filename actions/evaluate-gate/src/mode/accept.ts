import { inputProblem } from '@ml-actions/core/error';
import type { Errand } from '@ml-actions/core/runner/action';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { GateInputs } from '../inputs.ts';

export async function accept(_inputs: GateInputs, _ports: Ports): Promise<Errand> {
  throw inputProblem({ where: 'mode', what: '`accept` is not available yet' });
}
