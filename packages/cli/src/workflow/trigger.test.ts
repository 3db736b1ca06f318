import { describe, expect, it } from 'vitest';
import type { Event } from './event.ts';
import { readWorkflow } from './read-workflow.ts';
import { inputsOf, isTriggered } from './trigger.ts';

const jobs = 'jobs: { a: { runs-on: x, steps: [{ run: x }] } }';
const workflow = (on: string) => readWorkflow('ci.yml', `on: ${on}\n${jobs}`);
const event = (name: string, more: Partial<Event> = {}): Event => ({
  ...{ name, payload: {}, ref: 'refs/heads/main', sha: 'a', actor: 'octocat' },
  ...more,
});

describe('isTriggered', () => {
  const pull = { ref: 'refs/pull/1/merge', baseRef: 'main', headRef: 'topic', action: 'opened' };
  it.each([
    ['push', event('push'), true],
    ['pull_request', event('push'), false],
    ['{ push: { branches: [main] } }', event('push'), true],
    ['{ push: { branches: [main] } }', event('push', { ref: 'refs/heads/topic' }), false],
    ['{ pull_request: { branches: [main] } }', event('pull_request', pull), true],
    ['{ pull_request: { branches: [release] } }', event('pull_request', pull), false],
    ['pull_request', event('pull_request', { ...pull, action: 'labeled' }), false],
    ['{ pull_request: { types: [labeled] } }', event('pull_request', { ...pull, action: 'labeled' }), true],
    ["{ schedule: [{ cron: '1 2 * * *' }] }", event('schedule'), true],
  ])('on: %s and %j: %s', async (on, happened, expected) => {
    expect(isTriggered(await workflow(on), happened)).toBe(expected);
  });

  it.each([
    ['{ push: { paths: [a] } }', 'push', '`on.push.paths`'],
    ["{ push: { branches: ['rel/**'] } }", 'push', 'the branch pattern `rel/**`'],
    ['issues', 'issues', 'the event `issues`'],
  ])('on: %s is refused by name', async (on, name, expected) => {
    const read = await workflow(on);
    expect(() => isTriggered(read, event(name))).toThrow(expected);
  });
});

describe('inputsOf', () => {
  const on =
    '{ workflow_dispatch: { inputs: { window: { default: "2002", required: true }, who: { required: true } } } }';

  it('takes what was given, else the default', async () => {
    const given = event('workflow_dispatch', { inputs: { who: 'me' } });
    expect(inputsOf(await workflow(on), given)).toEqual({ window: '2002', who: 'me' });
  });

  it('refuses an unknown and a missing one', async () => {
    const read = await workflow(on);
    expect(() => inputsOf(read, event('workflow_dispatch', { inputs: { whom: 'x' } }))).toThrow('no input `whom`');
    expect(() => inputsOf(read, event('workflow_dispatch'))).toThrow('`who` is missing');
  });
});
