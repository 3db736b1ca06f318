import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answer } from './answer.ts';
import { runtimeToken } from './artifact-service.ts';
import { Faults } from './faults.ts';
import type { Actor, Permissions } from './permissions.ts';
import type { Reply } from './reply.ts';
import { createRepository, type RepositoryHandle, type RepositoryOptions } from './repository.ts';
import { Rest, type Violation } from './rest.ts';
import { read, respond } from './transport.ts';
import { ACTIONS_BOT } from './user-json.ts';
import { timestamp, type World } from './world.ts';

export { type Faults, primaryLimit, secondaryLimit } from './faults.ts';
export type { Permissions } from './permissions.ts';
export type { RepositoryHandle, RepositoryOptions } from './repository.ts';
export type { Violation } from './rest.ts';

/** One request as it was answered; status 0 when the connection was dropped. */
export interface Logged {
  readonly method: string;
  /** path and query */
  readonly path: string;
  readonly status: number;
}

export interface GitHubOptions {
  /** the clock behind every time in an answer; default: the real one */
  readonly now?: () => Date;
}

/** A GitHub on this machine, for one test or demo. */
export interface GitHub extends AsyncDisposable {
  /** GITHUB_API_URL */
  readonly apiUrl: string;
  /** GITHUB_SERVER_URL: a `*.localhost` name, because the artifact client refuses an address; git resolves it */
  readonly serverUrl: string;
  /** ACTIONS_RESULTS_URL */
  readonly resultsUrl: string;
  readonly faults: Faults;
  /** every request so far, in the order they were answered */
  readonly requests: readonly Logged[];
  /** where client or server broke GitHub's description; tests expect `[]` */
  readonly violations: readonly Violation[];
  readonly world: World;
  /** A token: by default the workflow token's kind (an installation), with exactly these permissions. */
  token(permissions: Permissions, actor?: Partial<Omit<Actor, 'permissions'>>): string;
  /** ACTIONS_RUNTIME_TOKEN of one job of a run */
  runtimeToken(run: string | number, job: string | number): string;
  /** Adds a repository: an existing bare one, or a new empty one that `close` removes. */
  repository(owner: string, name: string, options?: RepositoryOptions): Promise<RepositoryHandle>;
  close(): Promise<void>;
}

/** Ids start above any number a test writes by hand, so that the two never meet. */
const FIRST_ID = 1_000_000;

function createWorld(port: number, now: () => Date): World {
  let last = FIRST_ID;
  return {
    apiUrl: `http://127.0.0.1:${port}`,
    serverUrl: `http://forge.localhost:${port}`,
    repositories: new Map(),
    tokens: new Map(),
    artifacts: [],
    blobs: new Map(),
    nextId: () => {
      last += 1;
      return last;
    },
    now: () => timestamp(now()),
  };
}

/** Starts the server on a free port of the loopback interface. */
export async function startGitHub({ now = () => new Date() }: GitHubOptions = {}): Promise<GitHub> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const world = createWorld((server.address() as AddressInfo).port, now);
  const rest = new Rest(world);
  const faults = new Faults();
  const requests: Logged[] = [];
  const cleanups: (() => Promise<void>)[] = [];

  server.on('request', async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const request = await read(incoming);
    const path = request.url.pathname + request.url.search;
    const struck = faults.strike(request.method, path);
    const reply: Reply = await answer(world, rest, request, struck);
    const status = respond(outgoing, reply, struck);
    requests.push({ method: request.method, path, status });
  });

  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    for (const cleanup of cleanups.splice(0)) await cleanup();
  };

  return {
    apiUrl: world.apiUrl,
    serverUrl: world.serverUrl,
    resultsUrl: `${world.apiUrl}/`,
    faults,
    requests,
    violations: rest.violations,
    world,
    token: (permissions, actor = {}) => {
      const token = `ghs_local${world.nextId()}`;
      world.tokens.set(token, { login: ACTIONS_BOT, type: 'Bot', ...actor, permissions });
      return token;
    },
    runtimeToken,
    repository: (owner, name, options = {}) => createRepository(world, cleanups, owner, name, options),
    close,
    [Symbol.asyncDispose]: close,
  };
}
