import { describe, expect, test } from 'vitest';
import { InputError, ServiceError } from '../error.ts';
import { explainPush, pushFailure } from './preflight.ts';

const REMOTE = 'https://x-access-token:secret@github.com/o/r.git';
const explain = (stderr: string, rules: readonly string[] = []) =>
  explainPush({ stderr, branch: 'ml-records', remote: REMOTE, rules });

/** As git 2.39 and the servers write them. */
const SIGNED = `remote: error: GH013: Repository rule violations found for refs/heads/ml-records.
remote: Review all repository rules at https://github.com/o/r/rules?ref=refs%2Fheads%2Fml-records
remote:
remote: - Commits must have verified signatures.
remote:   Found 1 violation:
remote:
remote:   f7a3c1e
remote:
To https://github.com/o/r.git
 ! [remote rejected] f7a3c1e -> ml-records (push declined due to repository rule violations)
error: failed to push some refs to 'https://github.com/o/r.git'`;

const PULL_REQUEST = `remote: error: GH013: Repository rule violations found for refs/heads/ml-records.
remote: - Changes must be made through a pull request.
 ! [remote rejected] f7a3c1e -> ml-records (push declined due to repository rule violations)`;

const CREATION = `remote: error: GH013: Repository rule violations found for refs/heads/ml-records.
remote: - Cannot create ref due to creations being restricted.
 ! [remote rejected] f7a3c1e -> ml-records (push declined due to repository rule violations)`;

const PROTECTED = `remote: error: GH006: Protected branch update failed for refs/heads/ml-records.
remote: error: Changes must be made through a pull request.
 ! [remote rejected] f7a3c1e -> ml-records (protected branch hook declined)`;

const READ_ONLY = `remote: Permission to o/r.git denied to github-actions[bot].
fatal: unable to access 'https://github.com/o/r.git/': The requested URL returned error: 403`;

const NOT_FOUND = `remote: Repository not found.
fatal: repository 'https://github.com/o/r.git/' not found`;

const GITEA = `remote: Gitea: Not allowed to push to protected branch ml-records
 ! [remote rejected] f7a3c1e -> ml-records (pre-receive hook declined)`;

describe('explainPush', () => {
  test('signed commits', () => {
    expect(explain(SIGNED).message).toMatchInlineSnapshot(`
      "record store https://***@github.com/o/r.git (branch ml-records): a rule demands signed commits, which a push by this action cannot make. Exclude the branch ml-records from the rule, or keep records elsewhere (\`store: file:DIR\` or \`store: OWNER/REPO\`).
      git says: error: GH013: Repository rule violations found for refs/heads/ml-records. | Review all repository rules at https://github.com/o/r/rules?ref=refs%2Fheads%2Fml-records | - Commits must have verified signatures. | Found 1 violation: | f7a3c1e | ! [remote rejected] f7a3c1e -> ml-records (push declined due to repository rule violations)"
    `);
  });

  test('a read-only token', () => {
    expect(explain(READ_ONLY).message).toMatchInlineSnapshot(`
      "record store https://***@github.com/o/r.git (branch ml-records): the token may not write to the repository (on pull requests from forks and for Dependabot it never may). Give the job this and run it on the default branch:
      permissions:
        contents: write
      git says: Permission to o/r.git denied to github-actions[bot]. | fatal: unable to access 'https://github.com/o/r.git/': The requested URL returned error: 403"
    `);
  });

  test('a bare "declined" is explained by the rule the caller found', () => {
    const declined = ' ! [remote rejected] f7a3c1e -> ml-records (push declined due to repository rule violations)';
    expect(explain(declined, ['non_fast_forward', 'pull_request']).message).toMatchInlineSnapshot(`
      "record store https://***@github.com/o/r.git (branch ml-records): a rule demands pull requests for this branch. Exclude the branch ml-records from the rule, or keep records elsewhere (\`store: file:DIR\` or \`store: OWNER/REPO\`).
      git says: ! [remote rejected] f7a3c1e -> ml-records (push declined due to repository rule violations)"
    `);
    expect(explain(declined).message).toContain('the branch is protected');
  });

  test.each([
    [PULL_REQUEST, 'a rule demands pull requests for this branch'],
    [PROTECTED, 'a rule demands pull requests for this branch'],
    [CREATION, 'a rule forbids creating this branch'],
    [GITEA, 'the branch is protected'],
    [NOT_FOUND, 'there is no such repository, or the token may not see it'],
    ["fatal: '/srv/none.git' does not appear to be a git repository", 'there is no such repository'],
    [
      "fatal: could not read Username for 'https://github.com': terminal prompts disabled",
      'the server did not accept the credentials',
    ],
    [
      "remote: Invalid username or token.\nfatal: Authentication failed for 'https://github.com/o/r.git/'",
      'the server did not accept the credentials',
    ],
    [
      'remote: This repository was archived so it is read-only.\nfatal: unable to access: The requested URL returned error: 403',
      'the repository is archived',
    ],
    ['remote: error: GH001: Large files detected.', 'a file is larger than the server takes'],
    [
      'remote: fatal: Unable to create temporary file: Permission denied\nerror: remote unpack failed: unable to create temporary object directory',
      'cannot be written with these permissions',
    ],
    [
      ' ! [remote rejected] f7a3c1e -> ml-records (pre-receive hook declined)',
      'a hook on the server declined the push',
    ],
  ])('%j', (stderr, what) => {
    expect(pushFailure(stderr)).toBe('blocked');
    const error = explain(stderr);
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toContain(what);
    expect(error.message).not.toContain('secret@');
  });

  test('what is not known is shown in the words of git, in one line', () => {
    const error = explain('remote: \u001b[31msomething new\u0007\nhint: try this\nfatal: no');
    expect(error).toBeInstanceOf(ServiceError);
    expect(error.message).toMatchInlineSnapshot(
      `"record store https://***@github.com/o/r.git (branch ml-records): the push failed. git says: [31msomething new | fatal: no"`,
    );
  });
});

describe('pushFailure', () => {
  test.each([
    ['!\tabc:refs/heads/ml-records\t[rejected] (stale info)', 'raced'],
    ['!\tabc:refs/heads/ml-records\t[rejected] (fetch first)', 'raced'],
    [
      "remote: error: cannot lock ref 'refs/heads/ml-records': is at 1 but expected 2\n!\t[remote rejected] (failed to update ref)",
      'unsure',
    ],
    ["remote: error: cannot lock ref 'refs/heads/ml-records': reference already exists", 'unsure'],
    ['!\t[remote rejected] (incorrect old value provided)', 'unsure'],
    ["fatal: unable to access 'https://github.com/o/r/': Could not resolve host: github.com", 'unsure'],
    ["fatal: unable to access 'https://github.com/o/r/': The requested URL returned error: 503", 'unsure'],
    ["fatal: unable to access 'https://github.com/o/r/': The requested URL returned error: 429", 'unsure'],
    ['error: RPC failed; curl 56 Recv failure: Connection reset by peer', 'unsure'],
    ['fatal: the remote end hung up unexpectedly', 'unsure'],
    [`${READ_ONLY}\nfatal: the remote end hung up unexpectedly`, 'blocked'],
    ['fatal: something else', 'blocked'],
  ])('%j: %s', (stderr, failure) => {
    expect(pushFailure(stderr)).toBe(failure);
  });
});
