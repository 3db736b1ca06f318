import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { startGitHub } from '../../../../test/support/github/server.ts';

const run = promisify(execFile);
const apiUrl = 'http://github.corp.example';

/** Asks for a repository, as an action on a runner of its own does: the proxy is known from the environment only. */
const script = (token: string) => `
  import { createClient } from ${JSON.stringify(new URL('./client.ts', import.meta.url).href)};
  const github = createClient({
    token: ${JSON.stringify(token)}, apiUrl: '${apiUrl}', serverUrl: '${apiUrl}', repository: 'acme/churn', userAgent: 'test',
    log: console, event: { name: 'push', isFork: false, isDependabot: false }, second: 1,
  });
  const { data } = await github.use(({ rest }, at) => rest.repos.get(at));
  console.log(data.full_name);
`;

test('reaches a server that only the proxy knows', async () => {
  await using hub = await startGitHub();
  await hub.repository('acme', 'churn');
  const tunnels: (string | undefined)[] = [];
  const proxy = createServer().on('connect', (request, socket) => {
    tunnels.push(request.url);
    const upstream = connect(Number(new URL(hub.apiUrl).port), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const http_proxy = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const env = { ...process.env, http_proxy, no_proxy: '', NO_PROXY: '', GITHUB_API_URL: apiUrl };
  try {
    const { stdout } = await run(
      process.execPath,
      ['--input-type=module', '-e', script(hub.token({ contents: 'read' }))],
      { env },
    );
    expect(stdout.trim()).toBe('acme/churn');
    expect(tunnels).toEqual(['github.corp.example:80']);
  } finally {
    proxy.closeAllConnections();
    proxy.close();
  }
});
