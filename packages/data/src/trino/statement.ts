import { setTimeout as sleep } from 'node:timers/promises';
import { inputProblem, messageOf, ServiceError } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import * as z from 'zod';
import type { TrinoConnection } from './connection.ts';
import { queryError, statusError } from './error.ts';

/** Part of a result; the protocol of Trino's clients (Trino documentation, "Client protocol"). */
const pageSchema = z.object({
  id: z.string(),
  nextUri: z.string().optional(),
  columns: z.array(z.object({ name: z.string(), type: z.string() })).optional(),
  data: z.array(z.array(z.unknown())).optional(),
  error: z
    .object({
      message: z.string().default(''),
      errorName: z.string().default('UNKNOWN'),
      errorType: z.string().default(''),
    })
    .optional(),
});
type Page = z.infer<typeof pageSchema>;

export interface ResultPage {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly unknown[])[];
}

/** The documentation asks for another try after 50 to 100 ms at these, and gives no number of tries. */
const PASSING: readonly number[] = [429, 502, 503, 504];
const TRIES = 5;
const PAUSE_MS = 100;
/** The server answers within a second, be it that there is nothing yet; a connection without answer is dead. */
const SILENCE_MS = 60_000;

/**
 * Runs one statement and gives its result as it arrives. Who stops reading, or aborts, ends the query on the server.
 * @throws InputError for what a person must change: access, names, SQL; ServiceError for everything else
 */
export async function* runStatement(
  connection: TrinoConnection,
  sql: string,
  where: string,
  signal?: AbortSignal,
): AsyncGenerator<ResultPage> {
  const sending = { connection, where, ...(signal && { signal }) };
  let page = await send(sending, new URL('/v1/statement', connection.server), { method: 'POST', body: sql });
  let columns: ResultPage['columns'] = [];
  try {
    for (;;) {
      if (page.error) throw queryError(page.error, page.id, where);
      columns = page.columns ?? columns;
      if (page.data) yield { columns, rows: page.data };
      if (page.nextUri === undefined) return;
      page = await send(sending, nextOf(page.nextUri, connection), {});
    }
  } finally {
    if (page.nextUri !== undefined && !page.error) await cancel(connection, page.nextUri);
  }
}

interface Sending {
  readonly connection: TrinoConnection;
  readonly where: string;
  readonly signal?: AbortSignal;
}

async function send({ connection, where, signal }: Sending, url: URL, init: RequestInit): Promise<Page> {
  for (let tries = 1; ; tries++) {
    signal?.throwIfAborted();
    const answer = await once(connection, url, init, signal);
    if (typeof answer !== 'string' && answer.ok) return parsed(await answer.text(), connection);
    if (typeof answer !== 'string' && !PASSING.includes(answer.status))
      throw statusError(answer.status, connection, where);
    if (tries === TRIES)
      throw new ServiceError(
        `${where}: Trino at ${connection.server.host} did not answer in ${TRIES} tries (${typeof answer === 'string' ? answer : `HTTP ${answer.status}`}).`,
      );
    await sleep(PAUSE_MS * 2 ** (tries - 1), undefined, signal ? { signal } : {});
  }
}

/** The answer, or why there is none. */
async function once(
  { headers }: TrinoConnection,
  url: URL,
  init: RequestInit,
  signal?: AbortSignal,
): Promise<Response | string> {
  const silence = AbortSignal.timeout(SILENCE_MS);
  try {
    return await fetch(url, {
      ...init,
      headers,
      redirect: 'error', // credentials go to no other place
      signal: signal ? AbortSignal.any([signal, silence]) : silence,
    });
  } catch (error) {
    signal?.throwIfAborted();
    const { cause } = error as { cause?: unknown };
    return (cause as { code?: string } | undefined)?.code ?? messageOf(cause ?? error);
  }
}

function parsed(text: string, { server }: TrinoConnection): Page {
  try {
    return pageSchema.parse(JSON.parse(text));
  } catch {
    throw inputProblem({
      where: 'engine-config.server',
      what: 'does not answer as Trino does',
      got: quoted(server.host),
      expected: "the address of Trino's coordinator",
    });
  }
}

/** The rest of a result lies where the statement was sent to. */
function nextOf(uri: string, { server }: TrinoConnection): URL {
  const url = URL.parse(uri);
  if (url?.origin === server.origin) return url;
  throw new ServiceError(
    `engine-config.server: Trino at ${server.host} sends its clients to another address (got ${quoted(url?.origin ?? uri)}). ` +
      'Behind a proxy, let the coordinator process forwarded headers (http-server.process-forwarded=true).',
  );
}

async function cancel(connection: TrinoConnection, uri: string): Promise<void> {
  const url = URL.parse(uri);
  if (url?.origin === connection.server.origin) await once(connection, url, { method: 'DELETE' });
}
