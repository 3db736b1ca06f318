import { problemText, ServiceError } from '../error.ts';
import type { EventFacts } from './event-facts.ts';
import { permissionsText } from './permission.ts';

/** GitHub did not do what it was asked; `status` is the HTTP status, 0 when no answer came. */
export class GitHubError extends ServiceError {
  readonly status: number;

  constructor(message: string, status: number, cause: unknown) {
    super(message, { cause });
    this.status = status;
  }
}

export const hasStatus = (error: unknown, ...statuses: readonly number[]): boolean =>
  error instanceof GitHubError && statuses.includes(error.status);

interface Failure {
  readonly status: number;
  readonly message: string;
  readonly request: { readonly method: string; readonly url: string };
  readonly response?: { readonly headers: Readonly<Record<string, string | number | undefined>> };
}

const messageLimit = 300;

const isFailure = (error: unknown): error is Error & Failure =>
  error instanceof Error && 'status' in error && 'request' in error;

/**
 * Words an octokit error: method, path, status, request id and what to do next; never the token or the query.
 *
 * @param token the client's secret, removed wherever it might be quoted
 */
export function translate(error: unknown, event: EventFacts, token: string): unknown {
  if (!isFailure(error)) return error;
  const { status, request, response, message } = error;
  const answered = response !== undefined;
  const { pathname } = new URL(request.url, 'https://github.invalid');
  const requestId = response?.headers['x-github-request-id'];
  const accepted = response?.headers['x-accepted-github-permissions'];
  const text = problemText({
    where: `GitHub ${request.method} ${pathname}`,
    what: answered ? `answered ${status}` : 'gave no answer',
    got: `"${quoted(message, token)}"${requestId ? `, request ${requestId}` : ''}`,
    next: isLimit(status, message)
      ? limitAdvice
      : adviceFor(answered ? status : 0, accepted === undefined ? undefined : String(accepted), event),
  });
  return new GitHubError(text, answered ? status : 0, { status, method: request.method, path: pathname });
}

/** A message of the service on one line: it may quote what we sent. */
function quoted(message: string, token: string): string {
  const hidden = token === '' ? message : message.replaceAll(token, '***');
  const line = hidden.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim();
  return line.length > messageLimit ? `${line.slice(0, messageLimit - 1)}…` : line;
}

const limitAdvice = 'Run it again later: the token has used up what GitHub allows it for now.';
const isLimit = (status: number, message: string): boolean =>
  status === 429 || (status === 403 && /rate limit/i.test(message));

function adviceFor(status: number, accepted: string | undefined, event: EventFacts): string {
  if (status === 401) return 'Check `github-token`: it is empty, expired, or of another server.';
  if (status === 403) return permissionsText(accepted, event);
  if (status === 404)
    return 'Check that it exists and that the token may read it: GitHub answers 404 for what a token may not see.';
  return status === 0 || status >= 500
    ? 'It was tried several times; run it again when the service has recovered.'
    : '';
}
