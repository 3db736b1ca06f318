import { createHash, generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import {
  fulcioHandler,
  type HandlerFn,
  initializeCA,
  initializeCTLog,
  initializeTLog,
  initializeTSA,
  rekorHandler,
  tsaHandler,
} from '@sigstore/mock';
import { HashAlgorithm, PublicKeyDetails, TrustedRoot } from '@sigstore/protobuf-specs';

/** A Sigstore instance on loopback, its trusted root, and the identity that a job may ask for. */
export interface LocalSigstore extends AsyncDisposable {
  readonly url: string;
  /** JSON of its trusted root */
  readonly root: string;
  /** of a root that demands a time stamp, as GitHub's own instance has it */
  readonly rootWithoutLogs: string;
  /** what the runner sets with `id-token: write`, for a workflow of this certificate subject */
  env(subject: string): Readonly<Record<string, string>>;
  /** the service behind this path answers 503 from now on */
  fail(path: string): void;
}

export const issuer = 'https://token.actions.githubusercontent.com';

const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const keys = (namedCurve: 'P-256' | 'P-384') => generateKeyPairSync('ec', { namedCurve });

/** @param witnessedAt what the log's clock says; now, if nothing is said */
export async function startSigstore({ witnessedAt }: { witnessedAt?: Date } = {}): Promise<LocalSigstore> {
  const ctlog = await initializeCTLog(keys('P-256'));
  const ca = await initializeCA(keys('P-384'), ctlog);
  const tlog = await initializeTLog('http://rekor.local', keys('P-256'), witnessedAt);
  const clock = new Date();
  const tsa = await initializeTSA(keys('P-384'), clock);
  const stamping = tsaHandler(tsa);
  const handlers = new Map<string, HandlerFn>(
    [
      fulcioHandler(ca, { subjectClaim: 'san' }),
      rekorHandler({ ...tlog, log: (entry) => tlog.log(asLogged(entry as ProposedDsse)) }),
      { ...stamping, fn: (body: string) => stamping.fn(onTime(clock, body)) },
    ].map(({ path, fn }) => [path, fn]),
  );
  const failing = new Set<string>();
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://local');
    if (failing.has(pathname)) return void response.writeHead(503).end();
    if (pathname === '/token') return void response.end(JSON.stringify({ value: identityToken(searchParams) }));
    const handler = handlers.get(pathname);
    if (!handler) return void response.writeHead(404).end();
    const { statusCode, response: body, contentType } = await handler(await text(request));
    response.writeHead(statusCode, { 'content-type': contentType ?? 'text/plain' }).end(body);
  });
  const url = await listen(server);
  const root = rootOf({ ca: ca.rootCertificate, ctlog, tlog: tlog.publicKey, tsa });
  return {
    url,
    root: JSON.stringify(TrustedRoot.toJSON(root)),
    rootWithoutLogs: JSON.stringify(TrustedRoot.toJSON({ ...root, tlogs: [] })),
    env: (subject) => ({
      ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/token?san=${encodeURIComponent(subject)}`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'runner',
    }),
    fail: (path) => void failing.add(path),
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Sets the time stamping clock to now, but for times that end in 0 ms: these are written shorter than the client reads. */
function onTime<T>(clock: Date, request: T): T {
  const now = Date.now();
  clock.setTime(now % 10 === 0 ? now + 1 : now);
  return request;
}

interface ProposedDsse {
  readonly spec: { readonly proposedContent: { readonly envelope: string; readonly verifiers: readonly string[] } };
}

/** What Rekor keeps of an envelope that it is given (type dsse 0.0.1): digests, signature and certificate, no payload. */
function asLogged({ spec: { proposedContent } }: ProposedDsse): object {
  const { envelope, verifiers } = proposedContent;
  const { payload, signatures } = JSON.parse(envelope);
  const hash = (content: string | Buffer) => ({
    algorithm: 'sha256',
    value: createHash('sha256').update(content).digest('hex'),
  });
  return {
    apiVersion: '0.0.1',
    kind: 'dsse',
    spec: {
      envelopeHash: hash(envelope),
      payloadHash: hash(Buffer.from(payload, 'base64')),
      signatures: [{ signature: signatures[0].sig, verifier: verifiers[0] }],
    },
  };
}

/** A token as GitHub mints it: who the job is, for one audience. */
function identityToken(asked: URLSearchParams): string {
  const claims = {
    iss: issuer,
    aud: asked.get('audience'),
    sub: 'repo:acme/birds:ref:refs/heads/main',
    san: asked.get('san'),
  };
  return `${base64url({ alg: 'none' })}.${base64url(claims)}.`;
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)),
  );
}

interface Parts {
  readonly ca: ArrayBufferView<ArrayBuffer>;
  readonly ctlog: { readonly publicKey: Buffer; readonly logID: ArrayBufferView<ArrayBuffer> };
  readonly tlog: Buffer;
  readonly tsa: {
    readonly rootCertificate: ArrayBufferView<ArrayBuffer>;
    readonly intCertificate: ArrayBufferView<ArrayBuffer>;
  };
}

const bytes = ({ buffer, byteOffset, byteLength }: ArrayBufferView<ArrayBuffer>): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

function rootOf({ ca, ctlog, tlog, tsa }: Parts): TrustedRoot {
  const validFor = { start: new Date(0) };
  const authority = (...certificates: ArrayBufferView<ArrayBuffer>[]) => ({
    subject: { commonName: 'sigstore', organization: 'sigstore.mock' },
    uri: 'http://local',
    certChain: { certificates: certificates.map((one) => ({ rawBytes: bytes(one) })) },
    validFor,
    operator: 'local',
  });
  const log = (publicKey: Buffer, keyId: Buffer) => ({
    baseUrl: 'http://rekor.local',
    logId: { keyId },
    hashAlgorithm: HashAlgorithm.SHA2_256,
    publicKey: { rawBytes: publicKey, keyDetails: PublicKeyDetails.PKIX_ECDSA_P256_SHA_256, validFor },
    checkpointKeyId: undefined,
    operator: 'local',
  });
  return {
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    certificateAuthorities: [authority(ca)],
    ctlogs: [log(ctlog.publicKey, bytes(ctlog.logID))],
    tlogs: [log(tlog, createHash('sha256').update(tlog).digest())],
    timestampAuthorities: [authority(tsa.intCertificate, tsa.rootCertificate)],
  };
}
