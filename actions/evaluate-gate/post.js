import { clean } from '../../dist/index.js';

await clean('evaluate-gate');
