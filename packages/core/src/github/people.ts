import type { GitHub } from './client.ts';
import { hasStatus } from './error.ts';

/** Levels of GitHub's permission API that may push; `maintain` is told as `write`. */
const writing = ['admin', 'write'];

/** Whether somebody may push to the repository. @throws GitHubError when GitHub could not tell */
export async function mayWrite(github: GitHub, login: string): Promise<boolean> {
  try {
    const { data } = await github.use((octokit, at) =>
      octokit.rest.repos.getCollaboratorPermissionLevel({ ...at, username: login }),
    );
    return writing.includes(data.permission);
  } catch (error) {
    if (hasStatus(error, 404)) return false;
    throw error;
  }
}

/**
 * Whether somebody is an active member of a team. GitHub answers 404 for "no" as well as for a team that the token may
 * not see, and 403 without the permission `members: read`, which no workflow token has: both are `unknown`.
 */
export async function isTeamMember(
  github: GitHub,
  org: string,
  team: string,
  login: string,
): Promise<boolean | 'unknown'> {
  try {
    const { data } = await github.use((octokit) =>
      octokit.rest.teams.getMembershipForUserInOrg({ org, team_slug: team, username: login }),
    );
    return data.state === 'active';
  } catch (error) {
    if (hasStatus(error, 403, 404)) return 'unknown';
    throw error;
  }
}
