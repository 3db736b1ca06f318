import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The programs that the product's numbers are compared with, one environment each: they ask for different versions. */
const environments = {
  reference: ['scikit-learn==1.9.1', 'scipy==1.17.1', 'numpy==2.4.6'],
  evidently: ['evidently==0.7.21', 'pandas==2.3.3', 'scipy==1.17.1', 'numpy==2.4.6'],
  moto: ['moto[server]==5.2.5'],
  nannyml: ['nannyml==0.13.1', 'statsmodels==0.15.0', 'scikit-learn==1.9.1', 'scipy==1.17.1', 'numpy==2.4.6'],
  gx: ['great_expectations==1.24.1', 'pandas==3.1.1'],
  frictionless: ['frictionless==5.21.0'],
  /** programs that ask for versions which agree: Soda (Elastic License 2.0), dbt and jsonschema, datacontract-cli */
  contracts: [
    'soda-duckdb==4.28.0',
    'datacontract-cli[duckdb]==1.2.8',
    'dbt-core==1.10.23',
    'dbt-duckdb==1.11.1',
    'jsonschema==4.26.0',
  ],
  pandera: ['pandera[io]==0.35.0', 'pandas==3.1.1'],
} as const;

/** Byte code is made for the modules that a test imports, not for all that come along. */
const INSTALL = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-compile'];

/** A virtual environment with scikit-learn, scipy and numpy, or with another program; made once. @returns the interpreter's path */
export function referencePython(cache: string, name: keyof typeof environments = 'reference'): string {
  const home = join(cache, `${name}-venv`);
  const [folder, suffix] = process.platform === 'win32' ? ['Scripts', '.exe'] : ['bin', ''];
  const python = join(home, folder, `python${suffix}`);
  if (existsSync(join(home, 'complete'))) return python;
  execFileSync('python3', ['-m', 'venv', home]);
  execFileSync(python, [...INSTALL, ...environments[name]], {
    stdio: 'inherit',
  });
  execFileSync(python, ['-c', `open(${JSON.stringify(join(home, 'complete'))}, 'w').close()`]);
  return python;
}
