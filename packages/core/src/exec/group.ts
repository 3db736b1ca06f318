import { type ChildProcess, execFile } from 'node:child_process';

/**
 * Sends a signal to a child that leads its own process group, and to everything it started. On Windows, which has no
 * groups and no signals, every signal ends the tree by `taskkill /T /F`. A group that is gone already is no error.
 */
export function signalGroup(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return Promise.resolve();
  if (process.platform === 'win32') {
    return new Promise((resolve) => execFile('taskkill', ['/pid', String(pid), '/T', '/F'], () => resolve()));
  }
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
  return Promise.resolve();
}
