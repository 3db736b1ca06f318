import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { messageOf } from '@ml-actions/core/error';
import type { Book } from './book.ts';
import { renderPage } from './page/page.ts';
import { preparePython } from './python.ts';
import { plainEnvironment, setStage } from './stage.ts';
import { type Ending, playStory } from './story.ts';
import { Narrator, paint } from './terminal.ts';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../../..');
const cache = join(root, '.cache');
const INTERRUPTED = 130;

/** Plays the demo. Sets `process.exitCode`: 0 when every chapter went as it must, 130 after Ctrl-C, else 1. */
async function demo(env: NodeJS.ProcessEnv): Promise<void> {
  const narrator = new Narrator('ml-actions demo: from a push to a drift alarm');
  const cancel = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => cancel.abort());
  try {
    await play(narrator, cancel.signal, env);
  } catch (error) {
    process.exitCode = cancel.signal.aborted ? INTERRUPTED : 1;
    narrator.line(
      `\n${paint('red', cancel.signal.aborted ? 'Interrupted; everything it started has ended.' : `The demo failed: ${messageOf(error)}`)}`,
    );
  }
}

async function play(narrator: Narrator, cancel: AbortSignal, env: NodeJS.ProcessEnv): Promise<void> {
  narrator.line(paint('bold', `\n ${narrator.book.title}`));
  const python = await preparePython({
    ...{ cache, env: plainEnvironment(env), say: (text: string) => narrator.line(` ${text}`) },
    requirements: join(root, 'examples/birdstrikes/requirements.txt'),
    offline: Boolean(env.ML_ACTIONS_DEMO_OFFLINE),
  });
  const trainedWith = python.packages
    ? 'Trained with scikit-learn on real FAA data.'
    : `Trained with Python's standard library on real FAA data (${python.because}).`;
  narrator.line(paint('dim', ` ${trainedWith}`));
  const started = performance.now();
  await using stage = await setStage({ root, python, narrator, cancel, env });
  const ending = await playStory(stage);
  const seconds = (performance.now() - started) / 1000;
  const gateCalls = Math.max(...stepsOf(narrator.book, 'evaluate-gate').map(({ apiCalls }) => apiCalls));
  const page = await renderPage({ book: narrator.book, ending, seconds, trainedWith, gateCalls });
  close(narrator, ending, { seconds, gateCalls, link: await writePage(page) });
}

const stepsOf = ({ chapters }: Book, action: string) =>
  chapters.flatMap(({ steps }) => steps.filter((step) => step.action === action));

async function writePage(html: string): Promise<string> {
  const path = join(cache, 'demo', 'index.html');
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, html);
  return pathToFileURL(path).href;
}

/** What a person wants to see at the end, in six lines. */
function close(
  narrator: Narrator,
  { registry, issue, apiCalls }: Ending,
  { seconds, gateCalls, link }: { seconds: number; gateCalls: number; link: string },
): void {
  const line = (text = '') => narrator.line(text);
  const row = (label: string, text: string) => line(`    ${paint('dim', label.padEnd(16))}${text}`);
  const aliases = Object.entries(registry.aliases).map(([alias, version]) => `${alias} -> ${version}`);
  line(`\n ${paint('bold', 'The end')}\n`);
  row('registry', `${registry.versions.length} versions, ${aliases.join(', ')}; ${registry.events.length} events`);
  row('deployments', registry.deployments.map(({ detail }) => `${detail.name}@${detail.version}`).join(', then '));
  row('drift issue', `#${issue.number} ${issue.title}`);
  row(
    'GitHub API',
    `${gateCalls} calls per gate run at most, ${apiCalls} in all; 0 violations of GitHub's description`,
  );
  row('time', `${seconds.toFixed(0)} s`);
  row('page', paint('cyan', link));
  line();
}

await demo(process.env);
