/**
 * Registers one model in a process of its own, as a job would: `node register-child.ts WORKSPACE STORE WEIGHT [STEP]`.
 * STORE is the URL of a git remote or `file:DIR`. With STEP the process kills itself at that step, as power loss does.
 */
import { join } from 'node:path';
import { fileStore } from '@ml-actions/core/store/file';
import { gitStore } from '@ml-actions/core/store/git';
import type { Store } from '@ml-actions/core/store/store';
import { fakePorts } from './ports.ts';
import { registerModel, registerUngated } from './register.ts';

const [, , workspace = '', place = '', weight = '', lastStep = '0'] = process.argv;
let steps = 0;
const step = () => {
  steps += 1;
  if (steps === Number(lastStep)) process.kill(process.pid, 'SIGKILL');
};

/** A store whose every moment can be the process's last. */
function mortal(store: Store): Store {
  return {
    description: store.description,
    view: async () => {
      step();
      return store.view();
    },
    update: async (attempt) => {
      step();
      const result = await store.update(async (view) => {
        const change = await attempt(view);
        step();
        return change;
      });
      step();
      return result;
    },
  };
}

const store = place.startsWith('file:')
  ? fileStore(place.slice('file:'.length))
  : gitStore({ url: place, branch: 'ml-records', env: process.env, cacheDir: join(workspace, '.cache') });
const ports = fakePorts(workspace, { store: async () => mortal(store) });
const blobs = process.env.BLOBS ?? 'inline';
if (process.env.UNGATED) await registerUngated(ports, weight);
else await registerModel(ports, weight, {}, { blobs });
console.log(`done ${steps}`);
