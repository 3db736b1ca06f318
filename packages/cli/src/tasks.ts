import type { Tasks } from '@ml-actions/core/exec/task';

/** The tasks that a worker thread or child process of the bundle serves, each in a chunk of its own. */
export const tasks: Tasks = {
  'read-predictions': async () => (await import('@ml-actions/evaluate-gate/read-predictions')).readInEngine,
  resample: async () => (await import('@ml-actions/evaluate-gate/resample')).drawParts,
  'validate-data-map': async () => (await import('@ml-actions/validate-data/map-files')).mapFiles,
  'validate-data-reduce': async () => (await import('@ml-actions/validate-data/reduce-files')).reduceFiles,
  'validate-data': async () => (await import('@ml-actions/validate-data/check-files')).checkFiles,
};
