import { start } from '../../dist/index.js';

await start('evaluate-gate', new URL('../../dist/task.js', import.meta.url));
