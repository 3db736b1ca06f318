import { expect, test } from 'vitest';
import { permissionsText } from './permission.ts';

const push = { name: 'push', isFork: false, isDependabot: false };

test('offers the permission of pull requests first, and the alternative beside it', () => {
  expect(permissionsText('issues=write; pull_requests=write', push)).toMatchInlineSnapshot(`
    "Add this to the job:
    permissions:
      pull-requests: write # or issues: write"
  `);
});

test('lists what is needed together', () => {
  expect(
    permissionsText('contents=write,workflows=write; contents=read,actions=write,metadata=read', push),
  ).toMatchInlineSnapshot(`
    "Add this to the job:
    permissions:
      contents: read
      actions: write"
  `);
});

test('says when no workflow can grant it', () => {
  expect(permissionsText('administration=write', push)).toMatchInlineSnapshot(
    `"No \`permissions:\` of a workflow can allow this: it needs a GitHub App or personal token with administration: write, given as \`github-token\`."`,
  );
});

test('explains forks and Dependabot', () => {
  const fork = { name: 'pull_request', isFork: true, isDependabot: false };
  expect(permissionsText('checks=write', fork)).toMatchInlineSnapshot(`
    "Add this to the job:
    permissions:
      checks: write
    This run (event pull_request) comes from a fork: its token is read-only whatever the workflow says. A \`workflow_run\` job with \`mode: report\` can write for it."
  `);
  expect(permissionsText('checks=write', { ...fork, isFork: false, isDependabot: true })).toMatchInlineSnapshot(`
    "Add this to the job:
    permissions:
      checks: write
    This run (event pull_request) was started by Dependabot: its token is read-only unless the workflow grants \`permissions:\`, and it sees no Actions secrets."
  `);
});

test.each([undefined, '', 'metadata=read', '<b>=x; \n::error::'])('believes only known words of %j', (accepted) => {
  expect(permissionsText(accepted, push)).toBe('The token may not do this: check the `permissions:` of the job.');
});
