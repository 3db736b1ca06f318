import { inputProblem } from '@ml-actions/core/error';
import type { Layout } from './layout.ts';
import { numbered, oneFile } from './one-file.ts';

/** Lightning's CSVLogger: `version_N/metrics.csv`, or one version's directory. The highest version counts. */
export const lightningLogs: Layout = {
  name: "Lightning's CSVLogger",
  find: (files) => {
    const alone = files.find(({ path }) => path === 'metrics.csv');
    if (alone) return oneFile(alone, 1, '');
    const versions = numbered(files, /(?<![^/])version_(\d+)\/metrics\.csv$/);
    const [highest] = versions;
    if (!highest) return null;
    const other = versions.find(({ parent }) => parent !== highest.parent);
    if (!other) return oneFile(highest.file, versions.length, 'the highest version');
    return async (where) => {
      const got = `${highest.file.path} and ${other.file.path}`;
      throw inputProblem({
        where,
        what: 'holds the logs of several loggers',
        got,
        next: "Name one logger's directory.",
      });
    };
  },
};
