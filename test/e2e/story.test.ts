import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../packages/build/src/sources.ts';
import { stepsOf } from '../../packages/cli/src/demo/book.ts';
import { renderPage } from '../../packages/cli/src/demo/page/page.ts';
import { type PlayedDemo, playDemo } from '../../packages/cli/src/demo/play-demo.ts';
import { Narrator } from '../../packages/cli/src/demo/terminal.ts';

/** It takes about a minute; a machine that runs everything else beside it is given patience. */
const LIMIT_MS = 300_000;
const MOST_GATE_CALLS = 6;

describe('the demo without packages, on the built bundle', () => {
  const lines: string[] = [];
  const narrator = new Narrator('the story', (line) => lines.push(line));
  let played: PlayedDemo;

  beforeAll(async () => {
    if (!existsSync(join(root, 'dist/index.js'))) throw new Error('dist/ is missing: run `npm run build` first.');
    const options = { root, cache: join(root, '.cache'), narrator, cancel: new AbortController().signal };
    played = await playDemo({ ...options, env: { ...process.env, ML_ACTIONS_DEMO_OFFLINE: '1', NO_COLOR: '1' } }).catch(
      (error: unknown) => {
        throw new Error(`${String(error)}\n${lines.join('\n')}`);
      },
    );
  }, LIMIT_MS);

  it('plays six chapters', () => expect(narrator.book.chapters).toHaveLength(6));

  it('passes the better model and blocks the worse one, each with one comment', () => {
    const [better, worse] = played.ending.pulls;
    expect(better).toMatchObject({ merged: true });
    expect(better?.comment).toMatch(/^## ✅ birdstrikes: PASS/m);
    expect(worse).toMatchObject({ merged: false });
    expect(worse?.comment).toMatch(/^## ❌ birdstrikes: (FAIL|BLOCKED)/m);
  });

  it('registers and deploys what passed, and nothing else', () => {
    const { versions, aliases, deployments } = played.ending.registry;
    expect(versions.map(({ version }) => version)).toEqual([1, 2]);
    expect(versions.every(({ assurance }) => assurance === 'signed')).toBe(true);
    expect(aliases.production).toBe(2);
    expect(deployments.map(({ type, detail }) => `${type} ${detail.version}`)).toEqual(['deployed 1', 'deployed 2']);
  });

  it('refuses what was tampered with', () => {
    const chapter = narrator.book.chapters[4];
    const told = chapter && stepsOf(chapter).map(({ sign, headline }) => `${sign} ${headline.split(' ')[0]}`);
    expect(told).toEqual(['good UNCHANGED', 'bad REFUSED', 'bad REFUSED', 'bad REFUSED']);
  });

  it('opens one issue for the drift', () => expect(played.ending.issue.title).toMatch(/drift/i));

  it(`asks GitHub's API at most ${MOST_GATE_CALLS} times per gate run`, () => {
    expect(played.gateCalls).toBeLessThanOrEqual(MOST_GATE_CALLS);
  });

  it('ends in one page that needs nothing else', async () => {
    const html = await renderPage({ ...played, book: narrator.book });
    expect(html).toContain('birdstrikes');
    expect(html).not.toMatch(/<script|<img|<link|url\(|src=/);
  });
});
