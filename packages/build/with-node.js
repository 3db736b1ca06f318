// npm scripts start here: node packages/build/with-node.js [--build] SCRIPT [ARGUMENT ...]
import { install, run } from './prepare.js';

const [first, ...rest] = process.argv.slice(2);
const build = first === '--build';
const [script, ...args] = build ? rest : [first, ...rest];
try {
  install();
  const built = build ? run('packages/build/src/main.ts', ['--if-needed']) : 0;
  process.exitCode = built || run(script, args);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
