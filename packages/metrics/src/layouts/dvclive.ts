import { add, type MetricValue, requireNumbers } from '../metric.ts';
import { readMetrics } from '../read.ts';
import type { Layout, Listed, ReadLayout } from './layout.ts';
import { oneFile } from './one-file.ts';

const PLOTS = 'plots/metrics/';

/** DVCLive, or any directory with a metrics.json; without that file the last row of each of DVCLive's plots. */
export const dvclive: Layout = {
  name: 'DVCLive or another metrics.json',
  find: (files) => {
    const summary = files.find(({ path }) => path === 'metrics.json');
    if (summary) return oneFile(summary, 1, '');
    const plots = files.filter(({ path }) => path.startsWith(PLOTS) && path.endsWith('.tsv'));
    return plots.length > 0 ? readPlots(plots) : null;
  },
};

/** `plots/metrics/val/accuracy.tsv` is `val.accuracy`, as metrics.json would say; its column is `accuracy`. */
const readPlots =
  (plots: readonly Listed[]): ReadLayout =>
  async (where) => {
    const metrics = new Map<string, MetricValue>();
    for (const { path, read } of plots) {
      const values = await readMetrics(await read(), `${where}/${path}`);
      const group = path.slice(PLOTS.length, path.lastIndexOf('/') + 1).replaceAll('/', '.');
      for (const [name, value] of values) add(metrics, `${group}${name}`, value, where);
    }
    const files = plots.map(({ path }) => path);
    return { metrics: requireNumbers(metrics, where), files, note: 'the last row of each plot' };
  };
