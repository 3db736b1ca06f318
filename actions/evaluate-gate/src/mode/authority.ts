import type { CommentFacts } from '@ml-actions/core/github/answer';
import type { GitHub } from '@ml-actions/core/github/client';
import { codeOwners } from '@ml-actions/core/github/codeowners';
import { isTeamMember, mayWrite } from '@ml-actions/core/github/people';
import type { PullFacts } from '@ml-actions/core/github/pulls';
import { code } from '@ml-actions/core/report/markdown';
import type { Ports } from '@ml-actions/core/runner/ports';

/**
 * Why somebody may not accept a block; null when they may: a person who may push, who did not open the pull request, and
 * who owns the configuration where CODEOWNERS names owners of it.
 *
 * @throws GitHubError when GitHub could not tell: then nothing is accepted
 */
export async function refusalFor(
  author: CommentFacts['author'],
  pull: PullFacts,
  paths: readonly string[],
  ports: Ports,
): Promise<string | null> {
  if (!author?.isPerson) return 'only a person may accept a block';
  if (!pull.author || author.id === pull.author.id) return 'who opened the pull request may not accept its block';
  const github = await ports.github();
  if (!(await mayWrite(github, author.login))) return 'that needs write access to this repository';
  for (const path of paths) {
    const owners = await codeOwners(github, pull.base.ref, path);
    const why = owners.length === 0 ? null : await notAnOwner(github, owners, author.login);
    if (why !== null) return `${code(path)} has code owners, and ${why}`;
  }
  return null;
}

async function notAnOwner(github: GitHub, owners: readonly string[], login: string): Promise<string | null> {
  const people = owners.map((owner) => owner.toLowerCase());
  if (people.includes(`@${login.toLowerCase()}`)) return null;
  let unknown = false;
  for (const owner of owners) {
    const [, org, team] = /^@([^/]+)\/(.+)$/.exec(owner) ?? [];
    if (org === undefined || team === undefined) continue;
    const member = await isTeamMember(github, org, team, login);
    if (member === true) return null;
    if (member === 'unknown') unknown = true;
  }
  return unknown
    ? 'whether you are in one of their teams cannot be seen with this token (it needs `members: read`)'
    : 'you are none of them';
}
