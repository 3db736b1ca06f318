import { mkdir, mkdtemp, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ALL } from '../../../../test/support/github/fixture.ts';
import { startGitHub } from '../../../../test/support/github/server.ts';
import type { Event } from './event.ts';
import type { Machine } from './machine.ts';
import { readWorkflow } from './read-workflow.ts';
import { type RunResult, runWorkflow } from './run-workflow.ts';
import { checkout } from './stand-in/checkout.ts';
import type { Permissions } from './workflow.ts';

let root: string;
beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'workflow-')));
});

const push: Event = {
  ...{ name: 'push', payload: { after: 'x' }, ref: 'refs/heads/main', sha: 'a'.repeat(40), actor: 'octocat' },
};

function machineOf(more: Partial<Machine> = {}): Machine {
  return {
    root,
    node: process.execPath,
    env: { PATH: process.env.PATH ?? '' },
    action: () => undefined,
    secrets: { KEY: 'hush' },
    forge: {
      serverUrl: 'http://forge.localhost',
      apiUrl: 'http://api.localhost',
      resultsUrl: 'http://results.localhost/',
      repository: { owner: 'octo', name: 'models', id: 7, ownerId: 8 },
      token: (permissions: Permissions) => `token ${JSON.stringify(permissions)}`,
      runtimeToken: (run, job) => `runtime ${run} ${job}`,
    },
    ...more,
  };
}

let nextRun = 1;
async function play(jobs: string, event: Event = push, more: Partial<Machine> = {}, top = ''): Promise<RunResult> {
  const text = `on: [push, pull_request]\n${top}jobs:\n${jobs.replace(/^/gm, '  ')}`;
  const workflow = await readWorkflow('.github/workflows/ci.yml', text);
  return runWorkflow(machineOf(more), workflow, event, { id: nextRun++, number: 1, attempt: 1 });
}

/** One job with these steps; its output `it` is what the step `it` set. */
const job = (steps: string, head = '') => `
one:
  runs-on: ubuntu-latest
${head.replace(/^(?=.)/gm, '  ')}
  outputs:
    it: \${{ steps.it.outputs.it }}
  steps:
${steps.replace(/^(?=.)/gm, '    ')}`;

const outputOf = (result: RunResult) => result.jobs.get('one')?.outputs.it;
const conclusions = ({ jobs }: RunResult) =>
  Object.fromEntries([...jobs.values()].map(({ id, conclusion }) => [id, conclusion]));

async function action(name: string, main: string, yml = ''): Promise<string> {
  const directory = join(root, 'actions', name);
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'package.json'), '{"type":"module"}');
  await writeFile(join(directory, 'main.js'), main);
  await writeFile(join(directory, 'action.yml'), `name: x\ndescription: x\n${yml}`);
  return directory;
}

describe('expressions', () => {
  it.each([
    ['${{ github.repository }}/${{ github.run_number }}', 'octo/models/1'],
    ['${{ github.event.after }}', 'x'],
    ["${{ inputs.window || '2002' }}", '2002'],
    ['${{ toJSON(matrix) }}', 'null'],
    ['${{ secrets.KEY }}', 'hush'],
    ['${{ secrets.GITHUB_TOKEN == github.token }}', 'true'],
    ['${{ env.A }}-${{ env.B }}-${{ env.C }}', 'workflow-job-step'],
    ['${{ job.status }} ${{ runner.os != null }}', 'success true'],
  ])('%s', async (expression, expected) => {
    const steps = `
- id: it
  env: { C: step }
  run: echo "it=${expression}" >> "$GITHUB_OUTPUT"`;
    expect(outputOf(await play(job(steps, 'env: { B: job }'), push, {}, 'env: { A: workflow, B: x }\n'))).toBe(
      expected,
    );
  });
});

describe('steps', () => {
  it('see the variables that the runner sets, and hand over outputs, environment and path', async () => {
    const steps = `
- run: |
    echo "A=1" >> "$GITHUB_ENV"
    mkdir "$RUNNER_TEMP/bin" && printf '#!/bin/sh\\necho tool' > "$RUNNER_TEMP/bin/tool" && chmod +x "$RUNNER_TEMP/bin/tool"
    echo "$RUNNER_TEMP/bin" >> "$GITHUB_PATH"
- id: it
  run: |
    { echo "it<<END"; echo "$A $(tool) $GITHUB_JOB $GITHUB_REF_NAME"; basename "$PWD"; echo END; } >> "$GITHUB_OUTPUT"`;
    expect(outputOf(await play(job(steps)))).toBe('1 tool one main\nmodels');
  });

  it('stop at the first failing command; always() and failure() still run, the rest does not', async () => {
    const steps = `
- run: |
    false
    touch reached
- run: touch skipped
- if: failure()
  run: echo "it=$(ls)" >> "$GITHUB_OUTPUT"
  id: it
- if: always() && github.actor == 'nobody'
  run: 'true'`;
    const result = await play(job(steps));
    expect(conclusions(result)).toEqual({ one: 'failure' });
    expect(outputOf(result)).toBe('');
    expect(result.jobs.get('one')?.steps.map(({ conclusion }) => conclusion)).toEqual([
      ...['failure', 'skipped', 'success', 'skipped'],
    ]);
  });

  it('print no secret, and no command is obeyed between stop-commands', async () => {
    const steps = `
- run: |
    echo "the key is hush"
    echo "::add-mask::more"
    echo "and more"
    echo "::stop-commands::xyz"
    echo "::error::not this"
    echo "::xyz::"
    echo "::error file=a.ts,line=1::this hush%0Aand%25"`;
    const [step] = (await play(job(steps))).jobs.get('one')?.steps ?? [];
    expect(step?.lines.slice(0, 3)).toEqual(['the key is ***', '::add-mask::***', 'and ***']);
    expect(step?.annotations).toEqual([{ level: 'error', message: 'this ***\nand%' }]);
  });
});

describe('jobs', () => {
  it('follow their needs in fresh directories, with outputs; what needs a failed job is skipped, always() is not', async () => {
    const jobs = `
last: { runs-on: x, needs: [bad], if: always(), steps: [{ run: 'true' }] }
after: { runs-on: x, needs: [next], steps: [{ run: 'true' }] }
next: { runs-on: x, needs: [bad], steps: [{ run: 'true' }] }
bad:
  runs-on: x
  needs: first
  steps:
    - run: test ! -e file && test "\${{ needs.first.outputs.a }}" = 1 && exit 3
first:
  runs-on: x
  outputs: { a: "\${{ steps.s.outputs.a }}" }
  steps:
    - { id: s, run: 'touch file; echo "a=1" >> "$GITHUB_OUTPUT"' }`;
    const result = await play(jobs);
    expect(conclusions(result)).toEqual({
      ...{ first: 'success', bad: 'failure', last: 'success', next: 'skipped', after: 'skipped' },
    });
    expect(result.conclusion).toBe('failure');
  });

  it.each([
    ['', '', { contents: 'read' }],
    ['permissions: { checks: write, actions: none }', '', { checks: 'write' }],
    ['permissions: { checks: write }', 'permissions: {}\n', { checks: 'write' }],
    ['', 'permissions: {}\n', {}],
  ])('get a token with the permissions of %j over %j', async (own, top, expected) => {
    const steps = '- { id: it, run: \'echo "it=$T" >> "$GITHUB_OUTPUT"\', env: { T: "${{ github.token }}" } }';
    expect(outputOf(await play(job(steps, own), push, {}, top))).toBe(`token ${JSON.stringify(expected)}`);
  });
});

describe('actions', () => {
  const yml = `
inputs:
  given: { description: x }
  some name: { description: x, default: "\${{ github.ref }}" }
  matrix: { description: x, default: "\${{ toJSON(matrix) }}" }
runs: { using: node24, main: main.js, post: post.js }`;

  it('run as the runner runs them: inputs with defaults, state for post, post in reverse order though a step failed', async () => {
    const main = `
import { appendFileSync } from 'node:fs';
const { env } = process;
appendFileSync(env.GITHUB_STATE, 'who=' + env.INPUT_GIVEN + '\\n');
appendFileSync(env.GITHUB_STEP_SUMMARY, '# ' + env.INPUT_GIVEN);
appendFileSync(env.GITHUB_OUTPUT, 'it=' + [env.INPUT_GIVEN, env.INPUT_SOME_NAME, env.INPUT_MATRIX, env.ACTIONS_RUNTIME_TOKEN].join('|') + '\\n');`;
    const directory = await action('whole', main, yml);
    await writeFile(join(directory, 'post.js'), 'console.log("post " + process.env.STATE_who)');
    const steps = `
- { id: it, uses: a/b/whole@v1, with: { given: 1 } }
- { uses: a/b/whole@v1, with: { given: two } }
- run: exit 1`;
    const result = await play(job(steps), push, { action: () => directory });
    expect(outputOf(result)).toMatch(/^1\|refs\/heads\/main\|null\|runtime \d+ 1$/);
    const posts = result.jobs.get('one')?.steps.slice(3) ?? [];
    expect(posts.map(({ lines }) => lines)).toEqual([['post two'], ['post 1']]);
    expect(result.jobs.get('one')?.steps[0]?.summary).toBe('# 1');
    expect(result.conclusion).toBe('failure');
  });

  it('are interrupted when the run is cancelled; post still runs', async () => {
    const directory = await action('slow', 'console.log("up"); setInterval(() => {}, 1000);', yml);
    await writeFile(join(directory, 'post.js'), 'console.log("cleaned")');
    const stop = new AbortController();
    const cancelled = play(job('- uses: a/b/slow@v1\n- run: "true"'), push, {
      action: () => directory,
      cancel: stop.signal,
      onLine: (line) => line === 'up' && stop.abort(),
    });
    const steps = (await cancelled).jobs.get('one')?.steps ?? [];
    expect(conclusions(await cancelled)).toEqual({ one: 'cancelled' });
    expect(steps.map(({ conclusion }) => conclusion)).toEqual(['cancelled', 'skipped', 'success']);
  });
});

describe('checkout', () => {
  it('fetches the one commit of the event from the forge', async () => {
    await using github = await startGitHub();
    const repository = await github.repository('octo', 'models', { private: true });
    await repository.commit({ files: { a: '1' }, message: 'First' });
    const sha = await repository.commit({ files: { a: '2' }, message: 'Second' });
    const forge = { ...machineOf().forge, serverUrl: github.serverUrl, token: () => github.token(ALL) };
    const steps = `
- uses: actions/checkout@v5
  with: { persist-credentials: false }
- { id: it, run: 'echo "it=$(cat a) $(git rev-list --count HEAD) $(git branch --show-current)" >> "$GITHUB_OUTPUT"' }`;
    const result = await play(job(steps), { ...push, sha }, { forge, action: () => checkout });
    expect(outputOf(result)).toBe('2 1 main');
  });
});

describe('outside the subset', () => {
  it.each([
    [job('- run: x', 'timeout-minutes: 5'), '.github/workflows/ci.yml:6: `jobs.one.timeout-minutes`'],
    [job('- run: x', 'strategy: { matrix: { a: [1] } }'), '`jobs.one.strategy`'],
    [job('- run: x', 'environment: production'), '`environment` without `deployment: false`'],
    [job('- run: x', 'permissions: { id-token: write }'), 'jobs.one.permissions: `id-token`'],
    [job('- { run: x, shell: pwsh }'), '`steps.shell`'],
    [job('- { run: x, continue-on-error: true }'), '`steps.continue-on-error`'],
    ['one: { uses: ./.github/workflows/other.yml }', '`jobs.one.uses`'],
  ])('%j is refused by name', async (jobs, expected) => {
    await expect(play(jobs)).rejects.toThrow(expected);
  });

  it("errors of GitHub's own parser are told", async () => {
    await expect(play(job('- { run: x, oops: 1 }'))).rejects.toThrow("Unexpected value 'oops'");
    await expect(play(job('- run: ${{ nope.x }}'))).rejects.toThrow('nope');
    await expect(play('one: { runs-on: x, needs: one, steps: [{ run: x }] }')).rejects.toThrow('no dependencies');
  });

  it('an action that is not there fails its step', async () => {
    const result = await play(job('- uses: who/knows@v1'));
    expect(result.jobs.get('one')?.steps[0]?.annotations[0]?.message).toBe(
      'who/knows@v1: there is no such action here.',
    );
  });

  it('a function that is not played fails the step', async () => {
    const result = await play(job("- run: echo ${{ hashFiles('a') }}"));
    expect(result.jobs.get('one')?.steps[0]?.annotations[0]?.message).toMatch(/hashFiles/);
  });
});
