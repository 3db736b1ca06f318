import type { IncomingHttpHeaders } from 'node:http';
import { type Artifact, createArtifact, finalize, finalized, remove, signedUrl } from './artifact-store.ts';
import type { Reply } from './reply.ts';
import type { World } from './world.ts';

/** The Twirp service that `@actions/artifact` speaks to: protobuf JSON, snake_case, 64-bit numbers as strings. */
export const TWIRP = '/twirp/github.actions.results.api.v1.ArtifactService/';

type Message = Record<string, unknown>;

const HTTP: Record<string, number> = {
  already_exists: 409,
  invalid_argument: 400,
  not_found: 404,
  unauthenticated: 401,
};
const twirpError = (code: string, msg: string): Reply => ({ status: HTTP[code] ?? 500, body: { code, msg } });
const answer = (body: Message): Reply => ({ status: 200, body });

const text = (message: Message, field: string): string | undefined => {
  const value = message[field];
  return value === undefined || value === null ? undefined : String(value);
};

/** An unsigned token whose scope names the run and job, as the runner hands one to each job. */
export function runtimeToken(run: string | number, job: string | number): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none', typ: 'JWT' })}.${part({ scp: `Actions.Results:${run}:${job}` })}.`;
}

/** `run:job` of the bearer's token. */
function scope({ authorization }: IncomingHttpHeaders): string | undefined {
  const payload = authorization?.replace(/^Bearer /, '').split('.')[1];
  if (!payload) return undefined;
  const { scp } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { scp?: string };
  return scp?.split(' ').flatMap((one) => (one.startsWith('Actions.Results:') ? [one.slice(16)] : []))[0];
}

const listing = (artifact: Artifact): Message => ({
  workflow_run_backend_id: artifact.run,
  workflow_job_run_backend_id: artifact.job,
  database_id: String(artifact.id),
  name: artifact.name,
  size: String(artifact.size),
  created_at: artifact.createdAt,
  digest: artifact.digest,
});

function create(world: World, message: Message, run: string): Reply {
  const name = text(message, 'name') ?? '';
  const mime = text(message, 'mime_type');
  const job = text(message, 'workflow_job_run_backend_id') ?? '';
  const archive = mime === undefined || mime === 'application/zip';
  const artifact = createArtifact(world, { run, job, name, archive, expiresAt: text(message, 'expires_at') });
  if (artifact) return answer({ ok: true, signed_upload_url: signedUrl(world, artifact) });
  return twirpError('already_exists', 'an artifact with this name already exists on the workflow run');
}

function list(world: World, message: Message, run: string): Reply {
  const name = text(message, 'name_filter');
  const id = text(message, 'id_filter');
  const hits = finalized(world, run).filter(
    (artifact) => (!name || artifact.name === name) && (!id || String(artifact.id) === id),
  );
  return answer({ artifacts: hits.map(listing) });
}

function finish(world: World, message: Message, artifact: Artifact): Reply {
  const problem = finalize(world, artifact, Number(text(message, 'size')), text(message, 'hash'));
  if (problem) return twirpError('invalid_argument', problem);
  return answer({ ok: true, artifact_id: String(artifact.id) });
}

/** Answers one call of the service; the token must be of the run it asks about. */
export function artifactService(world: World, method: string, body: Buffer, headers: IncomingHttpHeaders): Reply {
  const message = JSON.parse(body.toString()) as Message;
  const run = text(message, 'workflow_run_backend_id') ?? '';
  if (!run || scope(headers)?.split(':')[0] !== run) return twirpError('unauthenticated', 'token is not of this run');
  if (method === 'CreateArtifact') return create(world, message, run);
  if (method === 'ListArtifacts') return list(world, message, run);
  const artifact = world.artifacts.find((one) => one.run === run && one.name === text(message, 'name'));
  if (!artifact) return twirpError('not_found', `no artifact ${text(message, 'name')}`);
  if (method === 'FinalizeArtifact') return finish(world, message, artifact);
  if (method === 'GetSignedArtifactURL') return answer({ signed_url: signedUrl(world, artifact) });
  if (method !== 'DeleteArtifact') return twirpError('not_found', `no method ${method}`);
  remove(world, artifact);
  return answer({ ok: true, artifact_id: String(artifact.id) });
}
