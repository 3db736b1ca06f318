import { spawn } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { InputError } from '../error.ts';
import { type CommandOptions, runCommand } from './command.ts';

const FAMILY = path.join(import.meta.dirname, 'fixture/family.ts');
const FORWARDER = path.join(import.meta.dirname, 'fixture/forwarder.ts');

const script = (code: string, options: Partial<CommandOptions> = {}) =>
  runCommand([process.execPath, '-e', code], { cwd: tmpdir(), env: {}, ...options });

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

async function gone(pids: readonly number[]): Promise<boolean> {
  for (let tries = 0; tries < 50 && pids.some(isAlive); tries++) await sleep(50);
  return !pids.some(isAlive);
}

describe('runCommand', () => {
  test('gives exit code, the end of both streams and lines', async () => {
    const lines: string[] = [];
    const result = await script(`console.log('out\\nlast'); console.error('err'); process.exitCode = 7`, {
      onLine: (line, stream) => lines.push(`${stream}: ${line}`),
    });
    expect(result).toEqual({
      exitCode: 7,
      signal: null,
      timedOut: false,
      interrupted: null,
      stdoutTail: 'out\nlast\n',
      stderrTail: 'err\n',
    });
    expect(lines.sort()).toEqual(['stderr: err', 'stdout: last', 'stdout: out']);
  });

  test('arguments and environment are passed as they are, nothing else is', async () => {
    const argv = [process.execPath, '-e', 'console.log(JSON.stringify([process.argv.slice(1), process.env]))'] as const;
    const hostile = ['$(id)', '; rm -rf x', '`x`', '*', "'"];
    const result = await runCommand([...argv, ...hostile], { cwd: tmpdir(), env: { A: '$B', GONE: undefined } });
    const [args, env] = JSON.parse(result.stdoutTail);
    expect(args).toEqual(hostile);
    expect(env).toEqual({ A: '$B' });
  });

  test('gives input, also to a command that does not read it', async () => {
    const echo = `process.stdin.on('data', (chunk) => process.stdout.write(chunk))`;
    expect((await script(echo, { input: 'héllo' })).stdoutTail).toBe('héllo');
    expect((await script('process.exitCode = 0', { input: 'x'.repeat(10_000_000) })).exitCode).toBe(0);
  });

  test('keeps only the end of a long output', async () => {
    const result = await script(`for (let i = 0; i < 100000; i++) console.log('line ' + i)`);
    expect(result.stdoutTail.length).toBe(64 * 1024);
    expect(result.stdoutTail.endsWith('line 99999\n')).toBe(true);
  });

  test.each([
    ['no-such-command', tmpdir()],
    [process.execPath, path.join(tmpdir(), 'no-such-directory')],
  ])('a command that cannot be started is an input error: %s in %s', async (command, cwd) => {
    await expect(runCommand([command], { cwd, env: {} })).rejects.toThrow(
      new InputError(`${JSON.stringify(command)}: the command cannot be started (ENOENT).`),
    );
  });

  test.skipIf(process.platform === 'win32')('reports the signal that ended it', async () => {
    expect(await script(`process.kill(process.pid, 'SIGKILL')`)).toMatchObject({ exitCode: null, signal: 'SIGKILL' });
  });
});

describe.skipIf(process.platform === 'win32')('process groups', () => {
  const family = async (manner: string, options: Partial<CommandOptions>) => {
    let pids: number[] = [];
    const onLine = (line: string) => {
      if (pids.length === 0) pids = line.split(' ').map(Number);
    };
    const cwd = await mkdtemp(path.join(tmpdir(), 'family-'));
    const result = await runCommand([process.execPath, FAMILY, manner], { cwd, env: {}, onLine, ...options });
    expect(pids).toHaveLength(2);
    return { result, pids };
  };

  test('a timeout ends a stubborn command and its children', async () => {
    const { result, pids } = await family('stubborn', { timeoutMs: 1500, graceMs: 200 });
    expect(result).toMatchObject({ timedOut: true, signal: 'SIGKILL', exitCode: null });
    expect(await gone(pids)).toBe(true);
  });

  test('a polite command saves within the grace time', async () => {
    const { result, pids } = await family('polite', { timeoutMs: 1500, graceMs: 5000 });
    expect(result).toMatchObject({ timedOut: true, exitCode: 3 });
    expect(result.stdoutTail).toContain('saved after SIGTERM');
    expect(await gone(pids)).toBe(true);
  });

  test('an abort ends it too', async () => {
    const { result, pids } = await family('stubborn', { abort: AbortSignal.timeout(1500), graceMs: 100 });
    expect(result).toMatchObject({ timedOut: false, signal: 'SIGKILL' });
    expect(await gone(pids)).toBe(true);
  });

  test('a child left behind with open pipes is ended after five seconds', async () => {
    const { result, pids } = await family('leave', {});
    expect(result.exitCode).toBe(0);
    expect(await gone(pids)).toBe(true);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('%s to this process reaches the command', async (signal) => {
    const parent = spawn(process.execPath, [FORWARDER, 'polite'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const lines: string[] = [];
    for await (const line of createInterface({ input: parent.stdout })) {
      if (lines.push(line) === 1) parent.kill(signal);
    }
    expect(lines[1]).toBe(`saved after ${signal}`);
    expect(JSON.parse(lines[2] ?? '')).toMatchObject({ exitCode: 3, interrupted: signal, timedOut: false });
    expect(await gone((lines[0] ?? '').split(' ').map(Number))).toBe(true);
  });
});
