import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../../../packages/build/src/sources.ts';

/** A Trino engine in a process of its own. */
export interface TrinoServer {
  readonly url: string;
  stop(): Promise<void>;
}

const project = join(root, 'test/integration/trino');
const built = join(root, '.cache/trino');
const classpathFile = join(built, 'classpath');

/** Fetches Trino's jars from the Maven repository once and compiles the few lines that start it. */
export function buildTrino(): string {
  const goals = ['compile', 'dependency:build-classpath', `-Dmdep.outputFile=${classpathFile}`];
  execFileSync('mvn', ['-q', '-B', '-Dstyle.color=never', '-f', join(project, 'pom.xml'), ...goals], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return [join(built, 'classes'), readFileSync(classpathFile, 'utf8').trim()].join(':');
}

/** @param pem file of a key and its certificate: the server speaks TLS and asks for the password, the user's name */
export async function startTrino(classpath: string, pem?: string): Promise<TrinoServer> {
  const server = spawn(
    'java',
    // a server for minutes: start soon, and find no other process to attach to
    [
      '-Xmx2g',
      '-XX:TieredStopAtLevel=1',
      '-Djol.skipDynamicAttach=true',
      '-cp',
      classpath,
      'Server',
      ...(pem === undefined ? [] : [pem]),
    ],
    { stdio: ['pipe', 'pipe', 'ignore'] },
  );
  return { url: await addressOf(server), stop: () => stopped(server) };
}

async function addressOf(server: ChildProcess): Promise<string> {
  if (!server.stdout) throw new Error('the server has no output');
  const died = once(server, 'exit').then(([code]) => Promise.reject(new Error(`Trino ended with ${code}`)));
  died.catch(() => undefined); // it ends after the tests as well
  const lines = createInterface(server.stdout);
  const [line] = await Promise.race([once(lines, 'line'), died]);
  const [, url] = /^listening (\S+)$/.exec(String(line)) ?? [];
  if (url === undefined) throw new Error(`Trino does not start: ${line}`);
  return url;
}

async function stopped(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  server.stdin?.end();
  await once(server, 'exit');
}
