import { start } from '../../dist/index.js';

await start('drift-check', new URL('../../dist/task.js', import.meta.url));
