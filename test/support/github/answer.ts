import { setTimeout as sleep } from 'node:timers/promises';
import { artifactService, TWIRP } from './artifact-service.ts';
import { BLOBS, blobReply } from './blobs.ts';
import type { Fault } from './faults.ts';
import { GIT_PATH, gitReply } from './git-http.ts';
import { tokenOf } from './permissions.ts';
import { Refusal, type Reply, unauthorized } from './reply.ts';
import type { Rest } from './rest.ts';
import type { Incoming } from './transport.ts';
import type { World } from './world.ts';

/** Which of the services a request is for: artifacts, their bytes, git, or the REST API. */
async function dispatch(world: World, rest: Rest, request: Incoming): Promise<Reply> {
  const { method, url, headers, bytes } = request;
  if (url.pathname.startsWith(TWIRP)) {
    return artifactService(world, url.pathname.slice(TWIRP.length), bytes, headers);
  }
  if (url.pathname.startsWith(BLOBS)) return blobReply(world, method, url, bytes, headers);
  const token = tokenOf(headers.authorization);
  const actor = token === undefined ? undefined : world.tokens.get(token);
  const [, owner, name, rest_] = GIT_PATH.exec(url.pathname) ?? [];
  if (owner && name && rest_) {
    const repo = world.repositories.get(`${owner}/${name}`.toLowerCase());
    return gitReply(repo, rest_, { ...request, actor });
  }
  if (token !== undefined && !actor) return unauthorized().reply;
  return rest.reply({ ...request, actor });
}

const injected = ({ status = 500, message = 'Server Error', headers = {} }: Fault): Reply =>
  new Refusal(status, message, {}, headers).reply;

/** A bug of this server must be seen as one, and not hang the client. */
const crashed = (error: unknown): Reply => {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { status: 500, body: { message: `the local GitHub crashed: ${detail}` } };
};

/** Answers a request; faults that strike it may delay it, keep it from taking effect, or replace its answer. */
export async function answer(world: World, rest: Rest, request: Incoming, faults: readonly Fault[]): Promise<Reply> {
  for (const { delayMs = 0, jitterMs = 0 } of faults) {
    if (delayMs + jitterMs > 0) await sleep(delayMs + Math.random() * jitterMs);
  }
  const deciding = faults.find(({ status, drop }) => status !== undefined || drop);
  if (deciding && !deciding.after) return injected(deciding);
  const reply = await dispatch(world, rest, request).catch((error: unknown) => {
    const operation = `${request.method} ${request.url.pathname}`;
    rest.violations.push({ by: 'server', operation, problems: [String(error)] });
    return crashed(error);
  });
  return deciding?.status !== undefined ? injected(deciding) : reply;
}
