import type { Layout } from './layout.ts';
import { oneFile } from './one-file.ts';

const SUMMARIES = ['files/wandb-summary.json', 'wandb-summary.json'];

/** A run of Weights & Biases, for example `wandb/latest-run`. */
export const wandbRun: Layout = {
  name: 'a W&B run',
  find: (files) => {
    const summary = files.find(({ path }) => SUMMARIES.includes(path));
    return summary ? oneFile(summary, 1, '') : null;
  },
};
