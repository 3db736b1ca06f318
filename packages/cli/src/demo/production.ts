import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** The machine that serves: a long-running `serve.py` behind a directory, restarted when it is told to reload. */
export interface Production extends AsyncDisposable {
  /** where deploy puts releases */
  readonly directory: string;
  /** base address of the endpoint */
  readonly url: string;
  /** where a POST restarts the server */
  readonly reloadUrl: string;
}

/** What the server's machine needs of the repository. */
const programs = ['serve.py', 'predict.py', 'records.py', 'logistic.py'];

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Starts the serving machine: nothing serves until the first reload finds a `current`. */
export async function startProduction(root: string, example: string, python: string, env: NodeJS.ProcessEnv) {
  const app = join(root, 'app');
  const directory = join(root, 'serving');
  await mkdir(app, { recursive: true });
  for (const name of programs) await cp(join(example, name), join(app, name));
  const port = await freePort();
  let child: ChildProcess | undefined;
  const stop = async () => {
    const running = child;
    child = undefined;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const ended = once(running, 'exit');
    running.kill('SIGKILL');
    await ended;
  };
  const reload = async () => {
    await stop();
    const current = join(directory, 'current');
    if (!existsSync(current)) return;
    child = spawn(python, ['serve.py', current, '--port', String(port)], { cwd: app, env, stdio: 'ignore' });
    child.on('error', () => {}); // the probe of the endpoint tells
  };
  const control = createServer((_request, response) => {
    reload().then(
      () => response.end('reloaded\n'),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  const controlPort = await listen(control);
  const close = async () => {
    control.closeAllConnections();
    control.close();
    await stop();
  };
  const url = `http://127.0.0.1:${port}`;
  return { directory, url, reloadUrl: `http://127.0.0.1:${controlPort}/reload`, [Symbol.asyncDispose]: close };
}

/** A strike as the serving model is asked about it; models take the features they know. */
export const strike = {
  ...{ wildlife_size: 'large', time_of_day: 'dusk', speed_knots: 160, phase: 'climb' },
  ...{ operator_kind: 'business', aircraft_class: 'light' },
};

/** Asks the endpoint: the predicted probability of damage, and the digest of the model that answered. */
export async function ask(url: string, model: string): Promise<{ score: number; digest: string }> {
  const response = await fetch(`${url}/v2/models/${model}/infer`, {
    method: 'POST',
    body: JSON.stringify({ instances: [strike] }),
    headers: { connection: 'close' },
  });
  const answer = (await response.json()) as { outputs?: { data?: number[] }[]; error?: string };
  const score = answer.outputs?.[0]?.data?.[0];
  if (score === undefined) throw new Error(`${url} answered ${response.status}: ${answer.error ?? ''}`);
  return { score, digest: response.headers.get('x-model-digest') ?? '' };
}
