import { inputProblem, type Problem } from '@ml-actions/core/error';
import type { Layout, ReadLayout } from './layout.ts';
import { numbered, oneFile } from './one-file.ts';

const refused =
  (problem: Omit<Problem, 'where'>): ReadLayout =>
  async (where) => {
    throw inputProblem({ ...problem, where });
  };

/**
 * Lightning's CSVLogger: `version_N/metrics.csv`, or one version's directory. The highest version counts; one that logged
 * nothing is refused, for an older version measures another training.
 */
export const lightningLogs: Layout = {
  name: "Lightning's CSVLogger",
  find: (files) => {
    const alone = files.find(({ path }) => path === 'metrics.csv');
    if (alone) return oneFile(alone, 1, '');
    const versions = numbered(files, /(?<![^/])version_(\d+)\/metrics\.csv$/);
    const [highest] = versions;
    if (!highest) return null;
    const other = versions.find(({ parent }) => parent !== highest.parent);
    const got = `${highest.file.path} and ${other?.file.path}`;
    if (other) return refused({ what: 'holds the logs of several loggers', got, next: "Name one logger's directory." });
    const [newest = highest] = numbered(files, /(?<![^/])version_(\d+)\//).filter(
      ({ parent }) => parent === highest.parent,
    );
    if (newest.number === highest.number) return oneFile(highest.file, versions.length, 'the highest version');
    const what = `version_${newest.number} holds no metrics.csv`;
    return refused({ what, got: highest.file.path, next: "Name one version's directory." });
  },
};
