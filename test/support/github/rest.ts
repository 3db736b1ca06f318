import type { IncomingHttpHeaders } from 'node:http';
import { GitError } from './git.ts';
import { type Match, matcher } from './matcher.ts';
import { Contract } from './openapi.ts';
import { type Actor, acceptedPermissions, demand, sees } from './permissions.ts';
import { isUpload, UPLOADS } from './release-assets.ts';
import { forbidden, notFound, Refusal, type Reply, unprocessable } from './reply.ts';
import type { RootCall } from './route.ts';
import { routes } from './routes.ts';
import type { Repository, World } from './world.ts';

export interface RestRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  /** undefined without a token; a token nobody issued is refused before this */
  readonly actor: Actor | undefined;
}

/** Where a request or an answer of ours broke GitHub's description. */
export interface Violation {
  readonly by: 'client' | 'server';
  readonly operation: string;
  readonly problems: readonly string[];
}

const find = matcher(routes);
const contract = new Contract();

function callOf(world: World, request: RestRequest, { params }: Match, body: unknown): RootCall {
  const param = (name: string): string => params.get(name) ?? '';
  return {
    ...request,
    world,
    body,
    param,
    id: (name) => {
      if (!/^\d+$/.test(param(name))) throw notFound();
      return Number(param(name));
    },
    query: (name) => request.url.searchParams.get(name) || undefined,
  };
}

function parseBody({ bytes }: RestRequest, { route }: Match): unknown {
  if (bytes.length === 0 || isUpload(route)) return undefined;
  try {
    return JSON.parse(bytes.toString());
  } catch {
    throw new Refusal(400, 'Problems parsing JSON');
  }
}

function repositoryOf(world: World, { params }: Match, actor: Actor | undefined): Repository | undefined {
  const name = params.get('repo');
  if (name === undefined) return undefined;
  const repo = world.repositories.get(`${params.get('owner')}/${name}`.toLowerCase());
  if (!repo || !sees(actor, repo)) throw notFound();
  return repo;
}

/** The REST API over one world, holding both sides to GitHub's description. */
export class Rest {
  readonly violations: Violation[] = [];
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** Answers one request; refusals of handlers become answers, anything else thrown is a bug of the server. */
  async reply(request: RestRequest): Promise<Reply> {
    const match = find(request.method, request.url.pathname.replace(UPLOADS, ''));
    if (!match) {
      const operation = `${request.method} ${request.url.pathname}`;
      this.violations.push({ by: 'client', operation, problems: ['the local GitHub has no such operation'] });
      return notFound().reply;
    }
    const reply = await this.#answer(request, match);
    this.#note('server', match, contract.response(match.route, reply.status, reply.body));
    const accepted = acceptedPermissions(match.route.needs);
    return { ...reply, headers: { ...(accepted && { 'x-accepted-github-permissions': accepted }), ...reply.headers } };
  }

  async #answer(request: RestRequest, match: Match): Promise<Reply> {
    try {
      if (!request.headers['user-agent']) throw forbidden('Request forbidden by administrative rules.');
      if (isUpload(match.route) !== request.url.pathname.startsWith(UPLOADS)) throw notFound();
      const repo = repositoryOf(this.#world, match, request.actor);
      demand(request.actor, match.route.needs);
      const body = parseBody(request, match);
      const problems = contract.request(match.route, match.params, request.url.searchParams, body);
      this.#note('client', match, problems);
      if (problems.length > 0) throw unprocessable(`Invalid request.\n\n${problems.join('\n')}`);
      return await match.route.handle(callOf(this.#world, request, match, body), repo);
    } catch (error) {
      if (error instanceof Refusal) return error.reply;
      if (error instanceof GitError) return unprocessable(error.message).reply;
      throw error;
    }
  }

  #note(by: Violation['by'], { route }: Match, problems: readonly string[]): void {
    if (problems.length > 0) this.violations.push({ by, operation: `${route.method} ${route.path}`, problems });
  }
}
