import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The programs that the product's numbers are compared with. */
const packages = ['scikit-learn==1.9.1', 'scipy==1.17.1', 'numpy==2.4.6'];

/** A virtual environment with scikit-learn, scipy and numpy; made once. @returns the interpreter's path */
export function referencePython(cache: string): string {
  const home = join(cache, 'reference-venv');
  const [folder, suffix] = process.platform === 'win32' ? ['Scripts', '.exe'] : ['bin', ''];
  const python = join(home, folder, `python${suffix}`);
  if (existsSync(join(home, 'complete'))) return python;
  execFileSync('python3', ['-m', 'venv', home]);
  execFileSync(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages], {
    stdio: 'inherit',
  });
  execFileSync(python, ['-c', `open(${JSON.stringify(join(home, 'complete'))}, 'w').close()`]);
  return python;
}
