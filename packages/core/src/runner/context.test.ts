import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readContext } from './context.ts';

const sha = 'a'.repeat(40);
const folder = mkdtempSync(join(tmpdir(), 'context-'));

function envOf(event: string, payload: unknown, more: Record<string, string> = {}) {
  const path = join(folder, `${Math.random()}.json`);
  writeFileSync(path, JSON.stringify(payload));
  return {
    GITHUB_REPOSITORY: 'acme/churn',
    GITHUB_REPOSITORY_ID: '7',
    GITHUB_EVENT_NAME: event,
    GITHUB_SHA: sha,
    GITHUB_REF: 'refs/heads/main',
    GITHUB_WORKSPACE: folder,
    GITHUB_EVENT_PATH: path,
    GITHUB_RUN_ID: '12',
    GITHUB_RUN_ATTEMPT: '2',
    ...more,
  };
}

const repository = { default_branch: 'main', private: true, id: 7 };
const pull = (headRepository: number | null) => ({
  repository,
  pull_request: {
    number: 5,
    head: { sha: 'b'.repeat(40), repo: headRepository === null ? null : { id: headRepository, full_name: 'x/y' } },
    base: { sha: 'c'.repeat(40), ref: 'main', repo: { id: 7 } },
  },
});

describe('readContext', () => {
  it.each([
    ['push', { repository }, {}, true],
    ['schedule', { repository }, {}, true],
    ['schedule', { schedule: '0 4 * * *' }, { GITHUB_REF: 'refs/heads/master' }, true],
    ['push', { repository: { ...repository, default_branch: 'master' } }, { GITHUB_REF: 'refs/heads/master' }, true],
    ['push', { repository: { ...repository, default_branch: 'master' } }, {}, false],
    ['push', { repository }, { GITHUB_REF: 'refs/tags/main' }, false],
    ['merge_group', { repository, merge_group: { base_sha: sha, head_sha: sha } }, {}, false],
    ['push', { repository }, { GITHUB_REF: 'refs/heads/feature' }, false],
    ['push', {}, {}, false],
    ['pull_request', pull(7), { GITHUB_REF: 'refs/pull/5/merge' }, false],
    ['pull_request_target', pull(8), {}, false],
    ['workflow_run', { repository }, {}, false],
  ])('%s with %j %j is trusted: %s', (event, payload, more, trusted) => {
    expect(readContext(envOf(event, payload, more)).isTrusted).toBe(trusted);
  });

  it('tells forks from branches; a deleted fork is a fork', () => {
    expect(readContext(envOf('pull_request', pull(7))).isFork).toBe(false);
    expect(readContext(envOf('pull_request', pull(8))).isFork).toBe(true);
    expect(readContext(envOf('pull_request', pull(null))).isFork).toBe(true);
  });

  it('people see the head of the branch, not the merge commit', () => {
    const { sha: checkedOut, headSha, pullRequest } = readContext(envOf('pull_request', pull(7)));
    expect({ checkedOut, headSha, pullRequest }).toEqual({ checkedOut: sha, headSha: 'b'.repeat(40), pullRequest: 5 });
  });

  it('says which variable is missing', () => {
    expect(() => readContext({})).toThrow(
      'GITHUB_REPOSITORY: the environment variable is not set. Run this as a GitHub Action, or use `npx ml-actions`.',
    );
  });
});
