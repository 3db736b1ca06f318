import { gitMaybe, resolveCommit } from './git.ts';
import { noContent, notFound, ok, unprocessable } from './reply.ts';
import { route } from './route.ts';
import { startRun } from './runs.ts';

export const dispatchRoutes = [
  route(
    'POST',
    '/repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches',
    [{ actions: 'write' }],
    async ({ world, actor, repo, param, body }) => {
      const path = `.github/workflows/${param('workflow_id')}`;
      const text = await gitMaybe(repo.gitDir, ['cat-file', 'blob', `refs/heads/${repo.defaultBranch}:${path}`]);
      if (text === undefined) throw notFound();
      if (!text.includes('workflow_dispatch'))
        throw unprocessable("Workflow does not have 'workflow_dispatch' trigger");
      const headSha = await resolveCommit(repo.gitDir, body.ref);
      if (!headSha) throw unprocessable(`No ref found for: ${body.ref}`);
      const headBranch = body.ref.replace(/^refs\/heads\//, '');
      const facts = { workflow: path, event: 'workflow_dispatch', headSha, headBranch, status: 'queued' } as const;
      const run = await startRun(world, repo, { ...facts, ...(actor && { actor: actor.login }) });
      repo.dispatches.push({ kind: 'workflow', workflow: path, ref: body.ref, inputs: body.inputs ?? {}, run: run.id });
      if (!body.return_run_details) return noContent;
      return ok({ workflow_run_id: run.id, run_url: run.url, html_url: run.html_url });
    },
  ),

  route('POST', '/repos/{owner}/{repo}/dispatches', [{ contents: 'write' }], ({ repo, body }) => {
    repo.dispatches.push({ kind: 'repository', event: body.event_type, payload: body.client_payload ?? {} });
    return noContent;
  }),
];
