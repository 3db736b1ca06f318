import type { IncomingHttpHeaders } from 'node:http';
import type { components, paths } from '@octokit/openapi-types';
import type { Actor, Needs } from './permissions.ts';
import type { Reply } from './reply.ts';
import type { Repository, World } from './world.ts';

type Named<Name extends keyof components['schemas']> = components['schemas'][Name];

/** A named schema of GitHub's description, as a type; ids are plain numbers here. */
export type Schema<Name extends keyof components['schemas']> =
  Named<Name> extends { id: number | bigint } ? Named<Name> & { id: number } : Named<Name>;

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
type Operation<P extends keyof paths, M extends Method> = paths[P][Lowercase<M> & keyof paths[P]];
type Body<P extends keyof paths, M extends Method> =
  Operation<P, M> extends { requestBody?: { content: { 'application/json': infer B } } } ? NonNullable<B> : undefined;

/** One request that passed authentication, permissions and validation. */
export interface RootCall<B = unknown> {
  readonly world: World;
  readonly actor: Actor | undefined;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: B;
  readonly bytes: Buffer;
  /** a path parameter, decoded; the matcher guarantees that it is there */
  param(name: string): string;
  /** a numeric path parameter; 404 for anything else */
  id(name: string): number;
  /** a query parameter, undefined when absent or empty */
  query(name: string): string | undefined;
}

export interface Call<B = unknown> extends RootCall<B> {
  readonly repo: Repository;
}

/** One operation of GitHub's description, what a token needs for it, and what it does. */
export interface Route {
  readonly method: Method;
  readonly path: string;
  readonly needs: Needs;
  readonly handle: (call: RootCall, repo: Repository | undefined) => Reply | Promise<Reply>;
}

/** A route below `/repos/{owner}/{repo}`; the body's type follows from the description. */
export const route = <M extends Method, P extends keyof paths & `/repos/${string}`>(
  method: M,
  path: P,
  needs: Needs,
  handle: (call: Call<Body<P, M>>) => Reply | Promise<Reply>,
): Route => ({
  method,
  path,
  needs,
  handle: (call, repo) => {
    if (!repo) throw new Error(`${path} is not a repository's route`);
    return handle({ ...call, repo, body: call.body as Body<P, M> });
  },
});

/** A route that belongs to no repository. */
export const rootRoute = <P extends keyof paths>(
  path: P,
  needs: Needs,
  handle: (call: RootCall) => Reply | Promise<Reply>,
): Route => ({ method: 'GET', path, needs, handle: (call) => handle(call) });
