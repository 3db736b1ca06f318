import { expect, test } from 'vitest';
import * as fc from '../../../test/support/property.ts';
import { CLEAN_RUNS, nextAlarm, ofThisAlarm, parseDebounce, type Sighting } from './alarm.ts';
import { HISTORY_RUNS, type HistoryLine, linesText, readLines } from './history-line.ts';
import { remembered } from './memory.ts';
import { ENOUGH_RELIEF, MOST_DOUBT } from './recovery.ts';

const nothing: Sighting = {
  alarming: false,
  certain: false,
  silent: false,
  clean: false,
  accepted: new Set(),
  relief: {},
};
const accepted: ReadonlySet<string> = new Set(['x']);
/**
 * `x` alarming, `s` broken schema, `.` clean, `w` neither, `-` silent; `d` alarming by a column, `c` clean with some word
 * for its recovery, `C` with enough of it, `a` clean as it is accepted, `b` accepted while something else alarms; `e`
 * alarming by another column while the first is accepted, `f` no longer alarming by it.
 */
const sightings: Readonly<Record<string, Sighting>> = {
  x: { ...nothing, alarming: true },
  s: { ...nothing, alarming: true, certain: true },
  '.': { ...nothing, clean: true },
  w: nothing,
  '-': { ...nothing, silent: true },
  /** a held column that could not be judged */
  z: { ...nothing, clean: true, relief: { x: 0 } },
  d: { ...nothing, alarming: true, relief: { x: MOST_DOUBT } },
  c: { ...nothing, clean: true, relief: { x: 0.76 * ENOUGH_RELIEF } },
  C: { ...nothing, clean: true, relief: { x: ENOUGH_RELIEF - MOST_DOUBT } },
  a: { ...nothing, clean: true, accepted, relief: { x: ENOUGH_RELIEF - MOST_DOUBT } },
  b: { ...nothing, alarming: true, accepted, relief: { x: ENOUGH_RELIEF - MOST_DOUBT } },
  e: { ...nothing, alarming: true, accepted, relief: { x: ENOUGH_RELIEF - MOST_DOUBT, y: MOST_DOUBT } },
  f: { ...nothing, accepted, relief: { y: 0 } },
};

/** @param data a letter by run where it is not new data each time */
function play(
  runs: string,
  debounce: string,
  data = '',
): { readonly phases: string; readonly lines: readonly HistoryLine[] } {
  let lines: readonly HistoryLine[] = [];
  let phases = '';
  for (const [at, letter] of [...runs].entries()) {
    const seen = sightings[letter] ?? nothing;
    const named = data[at] ?? String(at);
    const { active, phase } = nextAlarm(lines, { ...seen, data: named }, parseDebounce(debounce));
    phases += {
      quiet: 'q',
      unconfirmed: 'u',
      entered: 'E',
      ongoing: 'O',
      recovering: 'r',
      recovered: 'R',
      accepted: 'A',
    }[phase];
    const { alarming, clean, silent, relief } = seen;
    const facts = { run: String(at), at: '2026-11-20T00:00:00.000Z', status: 'ok', maxEffect: 0 } as const;
    lines = [
      ...lines,
      { ...facts, data: named, alarming, clean, silent, relief, active, drifted: [], effects: {} },
    ].slice(-HISTORY_RUNS);
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
  ['what is accepted ends it at once, and counts no more', 'ddax', '2/3', 'uEAu'],
  ['what is accepted does not hide the rest', 'ddbb', '2/3', 'uEOO'],
  ['nor end what another column raised', 'ddaeefff', '2/3', 'uEAuErrr'],
  ['nor what no column raised', 'xxa', '2/3', 'uEr'],
  ['a quiet run never raises it', 'x.', '1/2', 'Er'],
  ['runs that say nothing are neither clean nor in the way', 'xx.-..', '2/3', 'uErrrR'],
  ['nor do they use up the window', 'x-x', '2/2', 'uqE'],
  ['a column must be back by what the runs say together', 'ddcccc', '2/3', 'uErrrR'],
  ['what was said before it drifted again is forgotten', 'ddcccdcccc', '2/3', 'uErrrOrrrR'],
  [
    'nor does a column that is never judged, until its drift is forgotten',
    `dd${'z'.repeat(31)}`,
    '2/3',
    `uE${'r'.repeat(30)}R`,
  ],
  ['runs without a word of it end nothing', 'dd.....', '2/3', 'uErrrrr'],
  ['enough at once still needs three runs', 'ddC..', '2/3', 'uErrR'],
])('%s', (_name, runs, debounce, phases) => {
  expect(play(runs, debounce).phases).toBe(phases);
});

test.each([
  ['two looks at the same data are one', 'xx', '2/3', 'aa', 'uu'],
  ['other data confirms', 'xxx', '2/3', 'aab', 'uuE'],
  ['a later look at the same data takes the place of the first', 'x.x', '2/3', 'aab', 'uqu'],
  ['and may confirm what came before', '.xx', '2/3', 'aba', 'quE'],
  ['once is enough where the user says so', 'x.x', '1/1', 'aba', 'ErO'],
  ['the same clean data is clean once', 'xx....', '2/3', 'abcccd', 'uErrrr'],
  ['and speaks once for a column', 'ddcccccc', '2/3', 'abcddeef', 'uErrrrrR'],
  ['an alarm stays on when it is looked at again', 'xxx', '2/3', 'abb', 'uEO'],
])('%s', (_name, runs, debounce, data, phases) => {
  expect(play(runs, debounce, data).phases).toBe(phases);
});

test('a training outlives the runs that are remembered, so that its cooldown does', () => {
  const { lines } = play('.'.repeat(HISTORY_RUNS), '2/3');
  const [first, ...later] = lines.map((line, at) => (at === 0 ? { ...line, retrained: line.at } : line));
  const more = play('..', '2/3').lines.map((line) => ({ ...line, run: `later ${line.run}` }));
  expect(remembered([...(first ? [first] : []), ...later, ...more])).toEqual([first, ...later.slice(1), ...more]);
  expect(remembered([...later, ...more])).toHaveLength(HISTORY_RUNS);
});

test('each leg has its own runs to remember, and another attempt takes the place of the first', () => {
  const legs = ['a', 'b'].map((leg) =>
    play('.'.repeat(HISTORY_RUNS), '2/3').lines.map((line) => ({ ...line, leg, run: `${line.run}-${leg}` })),
  );
  const all = legs.flat();
  expect(remembered(all)).toEqual(all);
  const [first, ...rest] = all;
  expect(remembered([...all, ...(first ? [{ ...first }] : [])])).toEqual([...rest, first]);
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
