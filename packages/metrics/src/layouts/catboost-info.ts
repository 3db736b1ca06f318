import type { Layout } from './layout.ts';
import { oneFile } from './one-file.ts';

/** CatBoost's `catboost_info`: the errors on the evaluation set. */
export const catboostInfo: Layout = {
  name: 'catboost_info',
  find: (files) => {
    const errors = files.find(({ path }) => path === 'test_error.tsv');
    return errors ? oneFile(errors, 1, '') : null;
  },
};
