import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Fault } from './faults.ts';
import type { Reply } from './reply.ts';

/** A request with its whole body. */
export interface Incoming {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
}

/** Reads a request to its end. A client that hangs up half-way has sent what it has sent. */
export async function read(incoming: IncomingMessage): Promise<Incoming> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
  } catch {
    incoming.destroy();
  }
  // The Host header is not looked at: any name that leads here is this server.
  const url = new URL(incoming.url ?? '/', 'http://local.invalid');
  return { method: incoming.method ?? 'GET', url, headers: incoming.headers, bytes: Buffer.concat(chunks) };
}

const REMAINING = { 'x-ratelimit-limit': '5000', 'x-ratelimit-remaining': '4999', 'x-ratelimit-resource': 'core' };

/** Sends an answer, or what the faults make of it. Returns the status sent, 0 for a dropped connection. */
export function respond(outgoing: ServerResponse, reply: Reply, faults: readonly Fault[]): number {
  if (faults.some(({ drop }) => drop)) {
    outgoing.socket?.destroy();
    return 0;
  }
  const json = reply.body === undefined ? undefined : Buffer.from(JSON.stringify(reply.body));
  const payload = reply.bytes ?? json ?? Buffer.alloc(0);
  const sent = faults.some(({ truncate }) => truncate) ? payload.subarray(0, payload.length >> 1) : payload;
  outgoing.writeHead(reply.status, {
    ...(json && { 'content-type': 'application/json; charset=utf-8' }),
    'x-github-request-id': randomUUID(),
    ...REMAINING,
    ...reply.headers,
    ...(reply.status !== 204 && { 'content-length': sent.length }),
  });
  outgoing.end(sent);
  return reply.status;
}
