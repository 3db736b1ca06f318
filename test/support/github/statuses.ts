import { author } from './comments.ts';
import { resolveCommit } from './git.ts';
import { paged } from './page.ts';
import { created, found, ok, unprocessable } from './reply.ts';
import { repositoryJson } from './repository-json.ts';
import { type Call, route, type Schema } from './route.ts';
import { nodeId } from './user-json.ts';

/** https://docs.github.com/en/rest/commits/statuses: longer descriptions are refused. */
const LONGEST_DESCRIPTION = 140;

const shaOf = async (call: Call): Promise<string> => found(await resolveCommit(call.repo.gitDir, call.param('ref')));

/** Newest first; of each context only the newest counts for the combined state. */
const statusesOf = (call: Call, sha: string) => call.repo.statuses.filter((status) => status.sha === sha).reverse();
const newestOf = (call: Call, sha: string) =>
  statusesOf(call, sha).filter((status, at, all) => all.findIndex(({ context }) => context === status.context) === at);

/** https://docs.github.com/en/rest/commits/statuses#get-the-combined-status-for-a-specific-reference */
function combined(states: readonly string[]): string {
  if (states.some((state) => state === 'failure' || state === 'error')) return 'failure';
  return states.length === 0 || states.includes('pending') ? 'pending' : 'success';
}

type StatusInput = { state: string; target_url?: string | null; description?: string | null; context?: string };

function statusJson(call: Call<StatusInput>, sha: string): Schema<'status'> & { sha: string } {
  const { state, target_url, description, context } = call.body;
  const id = call.world.nextId();
  const creator = author(call);
  return {
    sha,
    id,
    node_id: nodeId('StatusContext', id),
    url: `${call.repo.api}/statuses/${sha}`,
    avatar_url: creator.avatar_url,
    state,
    description: description ?? null,
    target_url: target_url ?? null,
    context: context ?? 'default',
    created_at: call.world.now(),
    updated_at: call.world.now(),
    creator,
  };
}

export const statusRoutes = [
  route('POST', '/repos/{owner}/{repo}/statuses/{sha}', [{ statuses: 'write' }], async (call) => {
    const sha = await resolveCommit(call.repo.gitDir, call.param('sha'));
    if (!sha) throw unprocessable(`No commit found for SHA: ${call.param('sha')}`);
    if ((call.body.description ?? '').length > LONGEST_DESCRIPTION) {
      const message = `description is too long (maximum is ${LONGEST_DESCRIPTION} characters)`;
      throw unprocessable('Validation Failed', [{ resource: 'Status', code: 'custom', field: 'description', message }]);
    }
    const status = statusJson(call, sha);
    call.repo.statuses.push(status);
    return created(status);
  }),

  route('GET', '/repos/{owner}/{repo}/commits/{ref}/statuses', [{ statuses: 'read' }], async (call) =>
    paged(call, statusesOf(call, await shaOf(call))),
  ),

  route('GET', '/repos/{owner}/{repo}/commits/{ref}/status', [{ statuses: 'read' }], async (call) => {
    const { world, repo } = call;
    const sha = await shaOf(call);
    const statuses = newestOf(call, sha);
    const url = `${repo.api}/commits/${sha}`;
    return ok({
      state: combined(statuses.map(({ state }) => state)),
      statuses,
      sha,
      total_count: statuses.length,
      repository: repositoryJson(world, repo),
      commit_url: url,
      url: `${url}/status`,
    });
  }),
];
