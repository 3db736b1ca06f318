import { readFileSync, readlinkSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A model server in miniature: says which digest `current.json` names, and answers each request with its weight. */
export interface ModelServer extends AsyncDisposable {
  readonly url: string;
  /** what the next answers do: `stuck` keeps the model that was loaded first, `wrong` answers other scores */
  behave: 'well' | 'stuck' | 'wrong';
}

/** Serves a target directory over HTTP, reading what `current` points at for every request. */
export async function serveTarget(path: string): Promise<ModelServer> {
  let loaded: string | null = null;
  const state: { behave: ModelServer['behave'] } = { behave: 'well' };
  const digest = () => {
    try {
      readlinkSync(`${path}/current`);
      return (JSON.parse(readFileSync(`${path}/current.json`, 'utf8')) as { digest: string }).digest;
    } catch {
      return '';
    }
  };
  const server: Server = createServer((request, response) => {
    if (state.behave !== 'stuck' || loaded === null) loaded = digest();
    const body = request.url?.endsWith('/infer')
      ? { outputs: [{ name: 'score', data: [state.behave === 'wrong' ? 9 : 0.5] }] }
      : { name: 'birds', parameters: { digest: loaded } };
    response.setHeader('x-model-digest', loaded);
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get behave() {
      return state.behave;
    },
    set behave(value) {
      state.behave = value;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
