import { spawn } from 'node:child_process';
import type { IncomingHttpHeaders } from 'node:http';
import { basename, dirname } from 'node:path';
import { gitEnvironment } from './git.ts';
import { type Actor, sees } from './permissions.ts';
import type { Reply } from './reply.ts';
import { pushRules } from './rules.ts';
import type { Repository } from './world.ts';

/** `/{owner}/{repo}.git/...` (the suffix is optional, as on GitHub). */
export const GIT_PATH =
  /^\/([^/]+)\/([^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack|HEAD|objects\/.+)$/;

export interface GitRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly actor: Actor | undefined;
}

const refuse = (status: number, text: string, headers: Record<string, string> = {}): Reply => ({
  status,
  bytes: Buffer.from(text),
  headers: { 'content-type': 'text/plain', ...headers },
});

/** Who may fetch and push, answered as GitHub's git endpoint does; undefined lets the request through. */
function barred(repo: Repository | undefined, { url, actor, headers }: GitRequest): Reply | undefined {
  const writes = url.pathname.endsWith('/git-receive-pack') || url.searchParams.get('service') === 'git-receive-pack';
  const challenge = { 'www-authenticate': 'Basic realm="GitHub"' };
  if (headers.authorization && !actor) return refuse(401, 'Invalid username or password.', challenge);
  if (!repo || !sees(actor, repo)) {
    return actor ? refuse(404, 'Repository not found.') : refuse(401, 'Authentication required.', challenge);
  }
  const level = actor?.permissions.contents;
  if (writes && !actor) return refuse(401, 'Authentication required.', challenge);
  if (writes && level !== 'write') {
    return refuse(403, `Permission to ${repo.fullName}.git denied to ${actor?.login}.`);
  }
  if (repo.private && !level) return refuse(403, 'Write access to repository not granted.');
  return undefined;
}

/** CGI variables of `git http-backend` (git-http-backend(1)). */
function cgi(repo: Repository, rest: string, { method, url, headers, bytes, actor }: GitRequest): NodeJS.ProcessEnv {
  return {
    ...gitEnvironment(),
    GIT_PROJECT_ROOT: dirname(repo.gitDir),
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: `/${basename(repo.gitDir)}/${rest}`,
    REQUEST_METHOD: method,
    QUERY_STRING: url.search.slice(1),
    CONTENT_TYPE: headers['content-type'] ?? '',
    CONTENT_LENGTH: String(bytes.length),
    HTTP_CONTENT_ENCODING: headers['content-encoding'] ?? '',
    GIT_PROTOCOL: headers['git-protocol']?.toString() ?? '',
    REMOTE_ADDR: '127.0.0.1',
    ...(actor && { REMOTE_USER: actor.login }),
    ...pushRules(repo),
  };
}

/** A CGI answer: header lines, an empty line, the body. */
function parse(output: Buffer): Reply {
  const end = output.indexOf('\r\n\r\n');
  const lines = output.subarray(0, Math.max(end, 0)).toString().split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [line.split(':', 1)[0]?.toLowerCase() ?? '', line.slice(line.indexOf(':') + 1).trim()]),
  );
  const { status, ...rest } = headers;
  return { status: status ? Number.parseInt(status, 10) : 200, bytes: output.subarray(end + 4), headers: rest };
}

/** Answers one request of git's smart HTTP protocol from the real bare repository. */
export function gitReply(repo: Repository | undefined, rest: string, request: GitRequest): Promise<Reply> {
  const denied = barred(repo, request);
  if (denied || !repo) return Promise.resolve(denied ?? refuse(404, 'Repository not found.'));
  return new Promise((resolve, reject) => {
    // Pushes need no `http.receivepack` in the repository's configuration: REMOTE_USER is set.
    const child = spawn('git', ['http-backend'], { env: cgi(repo, rest, request) });
    const out: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.on('error', reject);
    child.on('close', () => resolve(parse(Buffer.concat(out))));
    child.stdin.on('error', () => {}); // the backend may answer before it has read everything
    child.stdin.end(request.bytes);
  });
}
