import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { runTask } from '@ml-actions/core/exec/task';
import { setTaskEntry } from '@ml-actions/core/exec/task-entry';
import { beforeAll, describe, expect, test } from 'vitest';
import { fakeRun } from '../../../test/support/ports.ts';
import { check, workspaceWith } from './fixture/check.ts';

beforeAll(() => setTaskEntry(new URL('fixture/serve.ts', import.meta.url)));

const STEP = `
const { setTaskEntry } = await import('${import.meta.resolve('@ml-actions/core/exec/task-entry')}');
const { runTask } = await import('${import.meta.resolve('@ml-actions/core/exec/task')}');
setTaskEntry(new URL('${new URL('fixture/hungry.ts', import.meta.url)}'));
await runTask('scan', null, { place: 'process' });
`;

const contract = 'version: 1\ndata: data.csv\ncolumns: { age: { type: integer, max: 100 } }\n';
const fork = (workspace: string) => ({ run: fakeRun(workspace, { isFork: true, isTrusted: false }) });

describe('data from a fork', () => {
  test('is checked in a child process, with the same result', async () => {
    const root = await workspaceWith({ 'data-contract.yaml': contract, 'data.csv': 'age\n30\n200\n' });
    const there = await check(root, { 'profile-out': 'p.json' }, fork(root));
    const here = await check(root, { 'profile-out': 'p.json' });
    expect({ ...there.predicate, run: here.predicate.run, contract: here.predicate.contract }).toEqual(here.predicate);
    expect(there.outcome.exitCode).toBe(1);
  });

  test('a mistake is an input error there as here', async () => {
    const root = await workspaceWith({ 'data-contract.yaml': contract, 'data.csv': 'age\n' });
    await expect(check(root, {}, fork(root))).rejects.toMatchObject({
      name: 'InputError',
      message: 'data: the data holds no row (got 1 file(s), 0 rows).',
    });
  });

  test.each([
    ['memory', /^memory: ended before it answered/],
    ['time', /^time: stopped after 2 s$/],
  ])('a child that takes all %s is stopped, and is an error', async (task, message) => {
    setTaskEntry(new URL('fixture/hungry.ts', import.meta.url));
    const limits = { place: 'process', memoryMiB: 64, timeoutSeconds: task === 'time' ? 2 : 60 } as const;
    const answer = runTask(task, null, limits);
    await expect(answer).rejects.toMatchObject({ name: 'ServiceError', message: expect.stringMatching(message) });
  });

  test('a child whose step was killed ends with it', async () => {
    const step = spawn(process.execPath, ['--input-type=module', '-e', STEP], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(step.stdout, 'data');
    const closed = once(step.stdout, 'close'); // both of them write to it
    step.kill('SIGKILL');
    await closed;
  });

  test('the child is told no secrets', async () => {
    const root = await workspaceWith({ 'data-contract.yaml': contract, 'data.csv': 'age\n1\n' });
    setTaskEntry(new URL('fixture/tells.ts', import.meta.url));
    const env = { ...process.env, 'INPUT_GITHUB-TOKEN': 'a', AWS_SECRET_ACCESS_KEY: 'b', HTTPS_PROXY: 'http://u:p@h' };
    const told = await check(root, {}, { ...fork(root), env }).catch((error: Error) => error.message);
    expect(told).toContain('PATH');
    expect(told).not.toMatch(/TOKEN|SECRET|PROXY/);
  });

  test('a child that dies is an error, never a verdict', async () => {
    const root = await workspaceWith({ 'data-contract.yaml': contract, 'data.csv': 'age\n1\n' });
    setTaskEntry(new URL('fixture/dies.ts', import.meta.url));
    await expect(check(root, {}, fork(root))).rejects.toMatchObject({
      name: 'ServiceError',
      message: 'validate-data: ended before it answered (exit code 9)',
    });
  });
});
