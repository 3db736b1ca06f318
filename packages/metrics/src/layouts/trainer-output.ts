import type { Layout } from './layout.ts';
import { numbered, oneFile } from './one-file.ts';

/** What the Trainer writes at the end, the most complete first; without any, the state of the last checkpoint. */
const RESULTS = ['all_results.json', 'eval_results.json', 'trainer_state.json'];

/** The output directory of the Hugging Face Trainer. */
export const trainerOutput: Layout = {
  name: "the Hugging Face Trainer's output",
  find: (files) => {
    const [result] = RESULTS.flatMap((name) => files.find(({ path }) => path === name) ?? []);
    if (result) return oneFile(result, 1, '');
    const checkpoints = numbered(files, /^checkpoint-(\d+)\/trainer_state\.json$/);
    const [last] = checkpoints;
    return last ? oneFile(last.file, checkpoints.length, 'the last checkpoint') : null;
  },
};
