import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ServiceError } from '@ml-actions/core/error';

const windows = process.platform === 'win32';

/**
 * The registry that this machine's npm is set up to use: its own configuration knows mirrors and proxies.
 *
 * @throws ServiceError where there is no npm to ask
 */
export async function npmRegistry(): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(windows ? 'npm.cmd' : 'npm', ['config', 'get', 'registry'], {
      shell: windows,
    });
    return new URL(stdout.trim().split('\n').at(-1) ?? '').href;
  } catch (cause) {
    throw new ServiceError(
      'engine: the DuckDB library is not on this machine, and npm cannot be asked for its registry. ' +
        'Name an npm registry with `engine-mirror`, or a local copy with `engine-path`.',
      { cause },
    );
  }
}
