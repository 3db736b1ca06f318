import { expect, test } from 'vitest';
import * as fc from '../../../test/support/property.ts';
import { CLEAN_RUNS, nextAlarm, ofThisAlarm, parseDebounce, type Sighting } from './alarm.ts';
import { HISTORY_RUNS, type HistoryLine, linesText, readLines } from './history-line.ts';
import { remembered } from './memory.ts';

const nothing: Sighting = { alarming: false, certain: false, clean: false, accepted: false };
/** `x` alarming, `s` broken schema, `.` clean, `w` neither, `a` accepted, `b` accepted and something else alarms. */
const sightings: Readonly<Record<string, Sighting>> = {
  x: { ...nothing, alarming: true },
  s: { ...nothing, alarming: true, certain: true },
  '.': { ...nothing, clean: true },
  w: nothing,
  a: { ...nothing, clean: true, accepted: true },
  b: { ...nothing, alarming: true, accepted: true },
};

function play(runs: string, debounce: string): { readonly phases: string; readonly lines: readonly HistoryLine[] } {
  let lines: readonly HistoryLine[] = [];
  let phases = '';
  for (const [at, letter] of [...runs].entries()) {
    const seen = sightings[letter] ?? nothing;
    const { active, phase } = nextAlarm(lines, seen, parseDebounce(debounce));
    phases += {
      quiet: 'q',
      unconfirmed: 'u',
      entered: 'E',
      ongoing: 'O',
      recovering: 'r',
      recovered: 'R',
      accepted: 'A',
    }[phase];
    const { alarming, clean } = seen;
    const facts = { run: String(at), at: '2026-11-20T00:00:00.000Z', status: 'ok', maxEffect: 0 } as const;
    lines = [...lines, { ...facts, alarming, clean, active, drifted: [], effects: {} }].slice(-HISTORY_RUNS);
  }
  return { phases, lines };
}

test.each([
  ['one drift of three is not confirmed', 'x..', '2/3', 'uqq'],
  ['two of three are', 'x.x', '2/3', 'uqE'],
  ['the window moves on', 'x..x', '2/3', 'uqqu'],
  ['1/1 needs no second run', 'x', '1/1', 'E'],
  ['a broken schema needs no second run', 's', '3/3', 'E'],
  ['three clean runs in a row end it', 'xx...', '2/3', 'uErrR'],
  ['a warning in between starts the count again', 'xx..w...', '2/3', 'uErrrrrR'],
  ['runs before the recovery do not count again', 'xxx...x', '3/10', 'uuErrRu'],
  ['what is accepted ends it at once, and counts no more', 'xxax', '2/3', 'uEAu'],
  ['what is accepted does not hide the rest', 'xxbb', '2/3', 'uEOO'],
  ['a quiet run never raises it', 'x.', '1/2', 'Er'],
])('%s', (_name, runs, debounce, phases) => {
  expect(play(runs, debounce).phases).toBe(phases);
});

test('a training outlives the runs that are remembered, so that its cooldown does', () => {
  const { lines } = play('.'.repeat(HISTORY_RUNS), '2/3');
  const [first, ...later] = lines.map((line, at) => (at === 0 ? { ...line, retrained: line.at } : line));
  const more = play('..', '2/3').lines;
  expect(remembered([...(first ? [first] : []), ...later, ...more])).toEqual([first, ...later.slice(1), ...more]);
  expect(remembered([...later, ...more])).toHaveLength(HISTORY_RUNS);
});

test('an alarm outlives the runs that are remembered', () => {
  expect(play(`xx${'w'.repeat(HISTORY_RUNS + 5)}`, '2/3').phases.at(-1)).toBe('r');
});

test('fewer than M alarming runs in any N never raise an alarm; three clean runs always end one', () => {
  const runs = fc.string({ unit: fc.constantFrom('x', '.', 'w'), maxLength: 40 });
  fc.assert(
    fc.property(runs, (text) => {
      const { phases } = play(text, '2/3');
      const first = phases.indexOf('E');
      if (first >= 0)
        expect([...text.slice(Math.max(0, first - 2), first + 1)].filter((one) => one === 'x').length).toBe(2);
      if (text.endsWith('.'.repeat(CLEAN_RUNS))) expect(phases.at(-1)).toMatch(/[qR]/);
    }),
  );
});

test('the lines of the alarm that is on', () => {
  expect(ofThisAlarm(play('.xx.', '2/3').lines).map(({ run }) => run)).toEqual(['2', '3']);
  expect(ofThisAlarm(play('..', '2/3').lines)).toEqual([]);
});

test('the state file survives its text, and damaged lines are left out', () => {
  const { lines } = play('.xx', '2/3');
  const text = linesText(lines);
  expect(readLines(text)).toEqual({ lines, damaged: 0 });
  expect(readLines(`{"run":\n${text}[]\n\n`)).toEqual({ lines, damaged: 2 });
  expect(readLines('')).toEqual({ lines: [], damaged: 0 });
});
