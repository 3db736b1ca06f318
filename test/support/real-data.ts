import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';

const version = '3.2.1';

/** The folder of the npm package vega-datasets, a well-known collection of real data; fetched once. */
export function vegaDatasets(cache: string): string {
  const home = join(cache, `vega-datasets-${version}`);
  if (existsSync(home)) return join(home, 'data');
  const temp = `${home}.part`;
  mkdirSync(temp, { recursive: true });
  execFileSync('npm', ['pack', `vega-datasets@${version}`, '--silent'], { cwd: temp });
  execFileSync('tar', ['-xzf', `vega-datasets-${version}.tgz`, '--strip-components=1'], { cwd: temp });
  renameSync(temp, home);
  return join(home, 'data');
}
