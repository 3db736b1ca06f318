/**
 * Deploys what is registered in a process of its own: `node deploy-child.ts WORKSPACE VERSION [STEP]`. With STEP the
 * process kills itself at that step, as power loss does.
 */

import { join } from 'node:path';
import { fileStore } from '@ml-actions/core/store/file';
import type { Store } from '@ml-actions/core/store/store';
import { inputs } from '../../actions/deploy/src/inputs.ts';
import { run } from '../../actions/deploy/src/run.ts';
import { fakePorts } from './ports.ts';
import { inputsOf } from './register.ts';

const [, , workspace = '', version = '', lastStep = '0'] = process.argv;
let steps = 0;
const step = () => {
  steps += 1;
  if (steps === Number(lastStep)) process.kill(process.pid, 'SIGKILL');
};

const store = fileStore(join(workspace, '.store-dir'));
const mortal: Store = {
  description: store.description,
  view: async () => {
    step();
    return store.view();
  },
  update: async (attempt) => {
    step();
    const result = await store.update(attempt);
    step();
    return result;
  },
};
const clock = () => {
  step();
  return new Date('2026-11-20T12:00:00.000Z');
};
const ports = fakePorts(workspace, { store: async () => mortal, clock });
const values = {
  environment: 'production',
  'model-version': version,
  // a command that ends at once: one more moment between the switch and its proof
  'target-config': JSON.stringify({ path: 'serving', 'reload-command': [process.execPath, '-e', ''] }),
};
const { exitCode, body } = await run(inputsOf('deploy', inputs, values, ports), ports);
console.log(JSON.stringify({ steps, exitCode, verdict: body.verdict, reason: body.reason }));
