import { start } from '../../dist/index.js';

await start('register-model', new URL('../../dist/task.js', import.meta.url));
