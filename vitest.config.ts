import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Hundreds of tests start Node on the same sources: what it made of them is kept. */
export const env = { NODE_COMPILE_CACHE: fileURLToPath(new URL('.cache/compiled', import.meta.url)) };

export default defineConfig({
  test: {
    include: ['packages/**/*.test.ts', 'actions/**/*.test.ts', 'test/{contract,dist,e2e,support}/**/*.test.ts'],
    testTimeout: 30_000,
    maxWorkers: 2,
    env,
  },
});
