import { git } from '@ml-actions/core/exec/git';
import type { StandIn } from '../machine.ts';
import { OutsideSubset } from '../problem.ts';

const known = ['persist-credentials', 'fetch-depth'];
const DEPTH = '1';

/** `refs/heads/main` is checked out as the branch `main`, `refs/pull/1/merge` as a detached commit: as the action does. */
const remoteRef = (ref: string): string =>
  ref.replace('refs/heads/', 'refs/remotes/origin/').replace('refs/pull/', 'refs/remotes/pull/');

/** Stands in for `actions/checkout`: one real fetch of the event's commit over HTTP, as deep as it was asked for. */
export const checkout: StandIn = async ({ inputs, workspace, env, github, serverUrl, log }) => {
  const foreign = Object.keys(inputs).find((name) => !known.includes(name));
  if (foreign) throw new OutsideSubset('actions/checkout', `the input \`${foreign}\``);
  if (inputs['persist-credentials'] !== 'false') {
    throw new OutsideSubset('actions/checkout', '`persist-credentials` other than false');
  }
  const depth = inputs['fetch-depth'] ?? DEPTH;
  const auth = { url: `${serverUrl}/`, token: github.token };
  const run = (...args: string[]) => git(args, { cwd: workspace, env, auth });
  await run('init', '--quiet', '.');
  await run('remote', 'add', 'origin', `${serverUrl}/${github.repository}`);
  const shallow = depth === '0' ? [] : [`--depth=${depth}`];
  await run('fetch', '--quiet', '--no-tags', ...shallow, 'origin', `+${github.sha}:${remoteRef(github.ref)}`);
  const place = github.ref.startsWith('refs/heads/') ? ['-B', github.ref.replace('refs/heads/', '')] : ['--detach'];
  await run('checkout', '--quiet', '--force', ...place, remoteRef(github.ref));
  log(`Checked out ${github.sha} (${github.ref})`);
  return {};
};
