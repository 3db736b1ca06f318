#!/usr/bin/env node
import { isRuntime, run } from '../../build/prepare.js';

const command = process.argv.slice(2);
try {
  if (isRuntime(process.versions.node)) {
    const { cli } = await import('../../../dist/index.js');
    await cli(command, new URL('../../../dist/task.js', import.meta.url));
  } else process.exitCode = run('packages/cli/bin/ml-actions.js', command);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
