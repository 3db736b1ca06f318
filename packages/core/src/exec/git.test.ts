import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ServiceError } from '../error.ts';
import { git, tryGit, withoutCredentials } from './git.ts';

const cwd = mkdtempSync(path.join(tmpdir(), 'git-'));
const env = { PATH: process.env.PATH, HOME: cwd };

describe('git', () => {
  test('gives the bytes of stdout', async () => {
    expect(Buffer.from((await git(['hash-object', '--stdin'], { cwd, env, input: '' })).stdout).toString()).toBe(
      'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391\n',
    );
  });

  test('an error names the command and what git said, without credentials', async () => {
    const failing = git(['-c', 'core.hooksPath=x', 'ls-remote', 'https://user:pass@127.0.0.1:1/o/r'], { cwd, env });
    await expect(failing).rejects.toThrow(ServiceError);
    await expect(failing).rejects.toThrow(
      /^git ls-remote https:\/\/\*\*\*@127\.0\.0\.1:1\/o\/r: failed \(exit code 128\)\. fatal: unable to access/,
    );
    await expect(failing).rejects.not.toThrow('pass');
  });

  test('the token is in the environment only, behind what the caller configured', async () => {
    const configured = { ...env, GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'user.name', GIT_CONFIG_VALUE_0: 'kept' };
    const auth = { url: 'https://host/', token: 'tok' };
    const { stdoutTail } = await git(['config', '--get-urlmatch', 'http.extraheader', 'https://host/o/r'], {
      cwd,
      env: configured,
      auth,
    });
    expect(stdoutTail).toBe(`AUTHORIZATION: basic ${Buffer.from('x-access-token:tok').toString('base64')}\n`);
    expect((await git(['config', 'user.name'], { cwd, env: configured, auth })).stdoutTail).toBe('kept\n');
  });

  test('speaks English and does not ask', async () => {
    const { stderrTail } = await tryGit(['rev-parse', 'HEAD'], {
      cwd,
      env: { ...env, LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' },
    });
    expect(stderrTail).toContain('not a git repository');
  });
});

test.each([
  ['https://u:p@h/x', 'https://***@h/x'],
  ["fatal: unable to access 'https://ghp_x@h/o/r/': no", "fatal: unable to access 'https://***@h/o/r/': no"],
  ['ssh://git@h/x and https://h/x@y', 'ssh://***@h/x and https://h/x@y'],
])('%s', (text, expected) => {
  expect(withoutCredentials(text)).toBe(expected);
});
