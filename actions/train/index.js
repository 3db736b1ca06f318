import { start } from '../../dist/index.js';

await start('train', new URL('../../dist/task.js', import.meta.url));
