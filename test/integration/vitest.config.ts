import { defineConfig } from 'vitest/config';
import { env } from '../../vitest.config.ts';

/** Tests against other people's programs. A program that is missing is installed, and a failure when it cannot be. */
export default defineConfig({
  test: { include: ['test/integration/**/*.test.ts'], testTimeout: 600_000, hookTimeout: 900_000, maxWorkers: 2, env },
});
