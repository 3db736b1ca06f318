import { start } from '../../dist/index.js';

await start('deploy', new URL('../../dist/task.js', import.meta.url));
