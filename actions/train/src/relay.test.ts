import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { relay, TAIL_LINES } from './relay.ts';

function shown() {
  const texts: string[] = [];
  let time = 10_000;
  const output = relay({ info: (text) => void texts.push(text) }, () => time);
  return { texts, output, wait: (ms: number) => (time += ms) };
}

test('lines are handed on in blocks, without waiting for the end', async () => {
  const { texts, output } = shown();
  output.line('a', 'stdout', false);
  output.line('b', 'stderr', false);
  await setImmediate();
  expect(texts).toEqual(['a\nb']);
});

test('a block is never larger than its limit and one line', () => {
  const { texts, output } = shown();
  for (let line = 0; line < 300; line++) output.line('x'.repeat(1_000), 'stdout', false);
  output.end();
  expect(Math.max(...texts.map(({ length }) => length))).toBeLessThan(70_000);
  expect(texts.join('\n').split('\n')).toHaveLength(300);
});

test('of a progress bar one state per second and the last one are shown', () => {
  const { texts, output, wait } = shown();
  for (let percent = 0; percent < 100; percent++) {
    output.line(`${percent} %`, 'stderr', true);
    wait(25);
  }
  output.line('done', 'stderr', false);
  output.end();
  expect(texts.join('\n').split('\n')).toEqual(['0 %', '40 %', '80 %', '99 %', 'done']);
});

test('the tail holds the last lines, cut', () => {
  const { output } = shown();
  for (let line = 0; line < 1_000; line++) output.line(`${line} ${'y'.repeat(2_000)}`, 'stdout', false);
  output.end();
  const tail = output.tail();
  expect(tail).toHaveLength(TAIL_LINES);
  expect(tail.at(-1)).toMatch(/^999 y{496}$/);
});
