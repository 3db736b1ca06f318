import { git, resolveCommit } from './git.ts';
import { Refusal, type Reply, unprocessable } from './reply.ts';
import type { Call } from './route.ts';

/**
 * The commit a new deployment stands for, after the two checks GitHub makes first
 * (https://docs.github.com/en/rest/deployments/deployments#create-a-deployment): a ref that lacks commits of the
 * default branch is merged with it instead (202, `auto_merge`), and unfinished commit contexts are a 409.
 */
export async function deploymentRef(call: Call): Promise<{ sha: string } | { reply: Reply }> {
  const { ref, auto_merge = true } = call.body as { ref: string; auto_merge?: boolean };
  const { gitDir, defaultBranch } = call.repo;
  const sha = await resolveCommit(gitDir, ref);
  if (!sha) throw unprocessable(`No ref found for: ${ref}`);
  const ahead = await git(gitDir, ['rev-list', '--count', `${sha}..refs/heads/${defaultBranch}`]);
  if (auto_merge && Number(ahead) > 0) {
    return { reply: { status: 202, body: { message: `Auto-merged ${defaultBranch} into ${ref} on deployment.` } } };
  }
  demandContexts(call, sha, ref);
  return { sha };
}

/** Without `required_contexts` every check and status of the commit must have succeeded, our own running job included. */
function demandContexts({ repo, body }: Call, sha: string, ref: string): void {
  const wanted = (body as { required_contexts?: string[] }).required_contexts;
  const contexts = new Map<string, string>();
  for (const status of repo.statuses) if (status.sha === sha) contexts.set(status.context, status.state);
  for (const check of repo.checks) if (check.head_sha === sha) contexts.set(check.name, check.conclusion ?? 'pending');
  const names = wanted ?? [...contexts.keys()];
  const failing = names.filter((name) => !['success', 'neutral', 'skipped'].includes(contexts.get(name) ?? 'missing'));
  if (failing.length === 0) return;
  const states = failing.map((context) => ({ context, state: contexts.get(context) ?? 'missing' }));
  const error = { resource: 'Deployment', field: 'required_contexts', code: 'invalid', contexts: states };
  throw new Refusal(409, `Conflict: Commit status checks failed for ${ref}`, { errors: [error] });
}
