import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { messageOf } from '@ml-actions/core/error';
import { renderPage } from './page/page.ts';
import { type PlayedDemo, playDemo } from './play-demo.ts';
import { Narrator, paint } from './terminal.ts';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../../..');
const cache = join(root, '.cache');
const INTERRUPTED = 130;

/** Plays the demo. Sets `process.exitCode`: 0 when every chapter went as it must, 130 after Ctrl-C, else 1. */
async function demo(env: NodeJS.ProcessEnv): Promise<void> {
  const narrator = new Narrator('ml-actions demo: from a push to a drift alarm');
  const cancel = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => cancel.abort());
  // nobody listens any more (`npm run demo | head`): end in order, so that nothing stays behind
  process.stdout.on('error', () => cancel.abort());
  try {
    narrator.line(paint('bold', `\n ${narrator.book.title}`));
    const played = await playDemo({ root, cache, env, narrator, cancel: cancel.signal });
    tellEnding(narrator, played, await writePage(await renderPage({ ...played, book: narrator.book })));
  } catch (error) {
    const { aborted } = cancel.signal;
    process.exitCode = aborted ? INTERRUPTED : 1;
    const what = aborted ? 'Interrupted; everything it started has ended.' : `The demo failed: ${messageOf(error)}`;
    narrator.line(`\n ${paint('red', what)}`);
  }
}

async function writePage(html: string): Promise<string> {
  const path = join(cache, 'demo', 'index.html');
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, html);
  return pathToFileURL(path).href;
}

const LABEL_WIDTH = 16;

/** What a person wants to see at the end, in six lines. */
function tellEnding(narrator: Narrator, { ending, seconds, gateCalls }: PlayedDemo, link: string): void {
  const { registry, issue, apiCalls } = ending;
  const aliases = Object.entries(registry.aliases).map(([alias, version]) => `${alias} -> ${version}`);
  const row = (label: string, text: string) => narrator.line(`    ${paint('dim', label.padEnd(LABEL_WIDTH))}${text}`);
  narrator.line(`\n ${paint('bold', 'The end')}\n`);
  row('registry', `${registry.versions.length} versions, ${aliases.join(', ')}; ${registry.events.length} events`);
  row('deployments', registry.deployments.map(({ detail }) => `${detail.name}@${detail.version}`).join(', then '));
  row('drift issue', `#${issue.number} ${issue.title}`);
  row(
    'GitHub API',
    `${gateCalls} calls per gate run at most, ${apiCalls} in all; 0 violations of GitHub's description`,
  );
  row('time', `${seconds.toFixed(0)} s`);
  row('page', paint('cyan', link));
  narrator.line();
}

await demo(process.env);
