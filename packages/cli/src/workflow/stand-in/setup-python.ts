import { join } from 'node:path';
import type { StandIn } from '../machine.ts';

/** Stands in for `actions/setup-python`: puts a ready environment first, whatever version was asked for. */
export function setupPython(environment: string): StandIn {
  const bin = join(environment, process.platform === 'win32' ? 'Scripts' : 'bin');
  return async ({ inputs, log }) => {
    log(`Python ${inputs['python-version'] ?? ''} was asked for; the environment of this machine is used`);
    return { path: [bin] };
  };
}
