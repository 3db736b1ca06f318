/** Reads a file through a link as fast as it can until its parent says stop: `node reader-child.ts FILE`. */
import { readFileSync } from 'node:fs';

const [, , file = ''] = process.argv;
let stopped = false;
let reads = 0;
let failures = 0;
process.once('message', () => {
  stopped = true;
});
process.send?.('ready');

function batch(): void {
  for (let count = 0; count < 200; count++) {
    reads += 1;
    try {
      readFileSync(file);
    } catch {
      failures += 1;
    }
  }
  if (stopped) process.send?.({ reads, failures }, () => process.disconnect());
  else setImmediate(batch);
}
batch();
