import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './sources.ts';

const branch = 'release-tree';

/** Runs git on an index of its own: the checkout and its index stay as they are. */
const index = join(mkdtempSync(join(tmpdir(), 'release-')), 'index');
const git = (...args: string[]) =>
  execFileSync('git', args, { cwd: root, env: { ...process.env, GIT_INDEX_FILE: index }, encoding: 'utf8' }).trim();

git('read-tree', 'HEAD');
git('add', '--force', 'dist');
const tree = git('write-tree');
const commit = git('commit-tree', tree, '-p', 'HEAD', '-m', 'Release: the sources with dist');
git('branch', '--force', branch, commit);
console.log(`Branch ${branch} is at ${commit}: HEAD with dist. Nothing was pushed.`);
