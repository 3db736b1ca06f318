import { found, ok } from './reply.ts';
import { rootRoute } from './route.ts';

/** Membership of a team: 404 for a team that there is none of, and for people who are not in it. */
export const teamRoutes = [
  rootRoute('/orgs/{org}/teams/{team_slug}/memberships/{username}', [{ members: 'read' }], ({ world, param }) => {
    const [org, team, login] = [param('org'), param('team_slug'), param('username')];
    const teams = [...world.repositories.values()].filter(({ owner }) => owner === org).map((repo) => repo.teams);
    found(teams.find((one) => one.get(`${org}/${team}`)?.has(login)));
    const url = `${world.apiUrl}/orgs/${org}/teams/${team}/memberships/${login}`;
    return ok({ url, role: 'member', state: 'active' });
  }),
];
