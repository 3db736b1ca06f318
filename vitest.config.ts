import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['packages/**/*.test.ts', 'actions/**/*.test.ts', 'test/{contract,dist,e2e,support}/**/*.test.ts'],
    testTimeout: 30_000,
    maxWorkers: 2,
  },
});
