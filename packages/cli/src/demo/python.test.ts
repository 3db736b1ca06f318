import { mkdtemp, writeFile } from 'node:fs/promises';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '@ml-actions/core/exec/command';
import { beforeAll, describe, expect, it } from 'vitest';
import { binOf, type PythonOptions, preparePython } from './python.ts';

let options: PythonOptions;
beforeAll(async () => {
  const cache = await mkdtemp(join(tmpdir(), 'demo-python-'));
  await writeFile(join(cache, 'requirements.txt'), 'scikit-learn==1.7.2\n');
  // nothing listens on port 9 (discard): an index that cannot be reached
  const env = { PATH: process.env.PATH, PIP_CONFIG_FILE: devNull, PIP_INDEX_URL: 'http://127.0.0.1:9/simple' };
  options = { cache, requirements: join(cache, 'requirements.txt'), offline: false, env, say: () => {} };
});

describe('preparePython', () => {
  it('says which Python is needed where there is none', async () => {
    await expect(preparePython({ ...options, env: { PATH: options.cache } })).rejects.toThrow(
      'python3: the demo trains and serves a model with Python, and there is none that is new enough on PATH (expected Python 3.10 or newer). Install it and run `npm run demo` again.',
    );
  });

  it('says in one line why there are no packages, and gives a Python that needs none', {
    timeout: 60_000,
  }, async () => {
    const python = await preparePython(options);
    expect(python).toMatchObject({ packages: false, because: expect.stringMatching(/^pip: [^\n]*scikit-learn/) });
    const argv = [
      join(binOf(python.home), 'python'),
      '-m',
      'pip',
      'install',
      '--requirement',
      'requirements.txt',
    ] as const;
    const { exitCode, stdoutTail } = await runCommand(argv, { cwd: options.cache, env: options.env });
    expect([exitCode, stdoutTail.trim()]).toEqual([
      0,
      'nothing to install: the story is played with the standard library only',
    ]);
  });
});
