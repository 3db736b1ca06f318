import { start } from '../../dist/index.js';

await start('validate-data', new URL('../../dist/task.js', import.meta.url));
