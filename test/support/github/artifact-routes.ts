import { type Artifact, finalized, remove, signedUrl } from './artifact-store.ts';
import { paged } from './page.ts';
import { found, noContent, ok } from './reply.ts';
import { type Call, route, type Schema } from './route.ts';
import { type Run, runOf } from './runs.ts';
import { nodeId } from './user-json.ts';

function artifactJson({ repo }: Call, artifact: Artifact, run: Run | undefined): Schema<'artifact'> {
  const url = `${repo.api}/actions/artifacts/${artifact.id}`;
  return {
    id: artifact.id,
    node_id: nodeId('Artifact', artifact.id),
    name: artifact.name,
    size_in_bytes: artifact.size,
    url,
    archive_download_url: `${url}/zip`,
    expired: Date.parse(artifact.expiresAt) < Date.now(),
    created_at: artifact.createdAt,
    updated_at: artifact.createdAt,
    expires_at: artifact.expiresAt,
    digest: artifact.digest,
    ...(run && {
      workflow_run: {
        id: run.id,
        repository_id: repo.id,
        head_repository_id: repo.id,
        head_branch: run.head_branch ?? '',
        head_sha: run.head_sha,
      },
    }),
  };
}

/** Every finalized artifact of the repository's runs, newest first. */
const artifactsOf = ({ world, repo }: Call): Artifact[] =>
  world.artifacts.filter(({ run, finalized }) => finalized && repo.runs.some(({ id }) => String(id) === run)).reverse();

const artifactOf = (call: Call): Artifact => {
  const wanted = call.id('artifact_id');
  return found(artifactsOf(call).find(({ id }) => id === wanted));
};

function listed(call: Call, all: readonly Artifact[]) {
  const name = call.query('name');
  const hits = all.filter((artifact) => !name || artifact.name === name);
  return paged(call, hits, (slice) => ({
    total_count: hits.length,
    artifacts: slice.map((one) =>
      artifactJson(
        call,
        one,
        call.repo.runs.find(({ id }) => String(id) === one.run),
      ),
    ),
  }));
}

const READ = [{ actions: 'read' }] as const;

export const artifactRoutes = [
  route('GET', '/repos/{owner}/{repo}/actions/runs/{run_id}/artifacts', READ, (call) =>
    listed(call, finalized(call.world, String(runOf(call.repo, call.id('run_id')).id)).reverse()),
  ),

  route('GET', '/repos/{owner}/{repo}/actions/artifacts', READ, (call) => listed(call, artifactsOf(call))),

  route('GET', '/repos/{owner}/{repo}/actions/artifacts/{artifact_id}', READ, (call) => {
    const artifact = artifactOf(call);
    return ok(artifactJson(call, artifact, runOf(call.repo, Number(artifact.run))));
  }),

  route('GET', '/repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}', READ, (call) => ({
    status: 302,
    headers: { location: signedUrl(call.world, artifactOf(call)) },
  })),

  route('DELETE', '/repos/{owner}/{repo}/actions/artifacts/{artifact_id}', [{ actions: 'write' }], (call) => {
    remove(call.world, artifactOf(call));
    return noContent;
  }),
];
