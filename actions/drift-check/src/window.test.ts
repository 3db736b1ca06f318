import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { periodsOf } from '@ml-actions/data/drift/periods';
import { buildProfile } from '@ml-actions/data/profile/build';
import { profileText } from '@ml-actions/data/profile/schema';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openWorkspace } from '../../../packages/data/src/fixture/workspace.ts';
import { type Nights, openNights } from './fixture/check.ts';
import { serve } from './fixture/serve.ts';

let nights: Nights;
beforeEach(async () => {
  nights = await openNights();
  await nights.write('days.csv', days(0));
});
afterEach(() => nights.close());

const dayMs = 86_400_000;
const first = Date.parse('2026-09-07T00:00:00Z'); // a Monday
const iso = (time: number): string => new Date(time).toISOString();

/** 60 days of 200 rows, the last one of 40 only; on weekends `x` is larger; `shift` moves the last two days. */
const days = (shift: number, count = 60): string => {
  const lines = Array.from({ length: count }, (_, day) => {
    const rows = day === count - 1 ? 40 : 200;
    const weekend = [5, 6].includes(day % 7) ? 2 : 0;
    return Array.from({ length: rows }, (_, at) => {
      const x = (((at + day * 17) * 7919) % 10_007) / 10_007 + weekend + (day >= count - 2 ? shift : 0);
      return `${iso(first + day * dayMs + at * 60_000)},${x},u${at % 20}`;
    });
  }).flat();
  return `time,x,user\n${lines.join('\n')}\n`;
};
const windows = {
  current: 'days.csv',
  'timestamp-column': 'time',
  'cluster-column': '',
  features: 'x',
  issue: 'never',
  debounce: '1/1',
};
const check = (more: Record<string, string>) => nights.check(1, { ...windows, ...more });
const daysOf = ({ predicate: { window } }: Awaited<ReturnType<typeof check>>) =>
  window && [window.start.slice(0, 10), window.end.slice(0, 10), window.widened];

describe('a window of event time', () => {
  test('is that of the latest row, on the calendar, whatever the clock says', async () => {
    const checked = await check({ window: 'P1D', reference: 'path:days.csv' });
    expect(daysOf(checked)).toEqual(['2026-11-05', '2026-11-06', false]);
    expect(checked.outcome.outputs.status).toBe('insufficient');
    expect(checked.predicate.current.rows).toBe(40);
    expect(checked.markdown).toContain('Window: 2026-11-05 to 2026-11-06 UTC.');
  });

  test.each([
    ['P1D', '1', ['2026-11-04', '2026-11-05', false], 200],
    ['P7D', '0', ['2026-11-02', '2026-11-09', false], 640],
    ['P1W', '1', ['2026-10-26', '2026-11-02', false], 1400],
    ['P1M', '1', ['2026-10-01', '2026-11-01', false], 6200],
    ['PT12H', '2', ['2026-11-04', '2026-11-04', false], 200],
  ])('%s, %s back', async (window, offset, expected, rows) => {
    const checked = await check({ window, offset, reference: 'path:days.csv' });
    expect([daysOf(checked), checked.predicate.current.rows]).toEqual([expected, rows]);
  });

  test('of too few rows is made longer, and says so', async () => {
    const checked = await check({ window: 'P1D', 'max-window': 'P3D', reference: 'path:days.csv' });
    expect(daysOf(checked)).toEqual(['2026-11-04', '2026-11-06', true]);
    expect(checked.markdown).toContain('(made longer for want of rows)');
  });

  test('starts when the serving version began to serve', async () => {
    await check({ window: 'P7D', offset: '1', reference: 'path:days.csv', 'profile-out': 'profile.json' });
    const profile = await readFile(join(nights.workspace, 'profile.json'), 'utf8');
    await serve(nights, profile, '2026-11-04T00:00:00.000Z');
    const checked = await check({ window: 'P7D', reference: 'auto' });
    expect(daysOf(checked)).toEqual(['2026-11-04', '2026-11-09', false]);
    expect(checked.predicate).toMatchObject({ current: { rows: 240 }, window: { cut: true } });
    expect(checked.markdown).toContain('(from when this version began to serve)');
    const older = await check({ window: 'P7D', offset: '2', reference: 'path:days.csv' });
    expect(older.predicate.window?.cut).toBe(false);
  });
});

test.each([
  [
    'after the latest row',
    '2026-11-05T12:00:00.000Z',
    '0',
    ['2026-11-05', '2026-11-06', false],
    /from when this version/,
  ],
  [
    'after the window',
    '2026-11-07T00:00:00.000Z',
    '0',
    ['2026-11-06', '2026-11-06', false],
    /Window: none, this version/,
  ],
  ['after an earlier one', '2026-11-05T00:00:00.000Z', '2', ['2026-11-04', '2026-11-04', false], /Window: none/],
])(
  'a version that began to serve %s is not judged by the rows of another',
  async (_name, since, offset, days, text) => {
    await check({ window: 'P7D', offset: '1', reference: 'path:days.csv', 'profile-out': 'profile.json' });
    await serve(nights, await readFile(join(nights.workspace, 'profile.json'), 'utf8'), since);
    const checked = await check({ window: 'P1D', offset, reference: 'auto' });
    expect(daysOf(checked)).toEqual(days);
    expect(checked.predicate).toMatchObject({ verdict: 'insufficient', current: { rows: 0 }, window: { cut: true } });
    expect(checked.markdown).toMatch(text);
  },
);

const deployed = (at: string, version: number, type = 'deployed') => ({ type, at, version });
test.each([
  ['one that was taken back after it', { after: [deployed('2026-11-05T00:00:00.000Z', 2, 'rolled-back')] }],
  ['another one of the same version', { after: [deployed('2026-11-05T00:00:00.000Z', 1)] }],
  ['one of another version before it', { before: [deployed('2026-11-03T00:00:00.000Z', 2)] }],
])('%s does not move when the serving version began to serve', async (_name, other) => {
  await check({ window: 'P7D', offset: '1', reference: 'path:days.csv', 'profile-out': 'profile.json' });
  const profile = await readFile(join(nights.workspace, 'profile.json'), 'utf8');
  await serve(nights, profile, '2026-11-04T00:00:00.000Z', other);
  expect(daysOf(await check({ window: 'P7D', reference: 'auto' }))).toEqual(['2026-11-04', '2026-11-09', false]);
});

test.each([
  [1, 'ok', ''],
  [150, 'warn', '150 rows without a time in `time` are in no window'],
])('%d of 6,000 rows without a time: %s', async (untimed, status, fact) => {
  const [header, ...rows] = days(0, 31).trim().split('\n');
  const lost = rows.map((row, at) => (at < untimed ? row.replace(/^[^,]*/, '') : row));
  await nights.write('now.csv', [header, ...lost].join('\n'));
  const checked = await check({ current: 'now.csv', window: 'P7D', offset: '1', reference: 'path:days.csv' });
  expect(checked.predicate).toMatchObject({ verdict: status, window: { untimed } });
  expect(checked.markdown).toContain(fact);
  expect(checked.log.join()).toContain(`timestamp-column: ${untimed} of 6040 rows hold no time and are in no window`);
});

/** The profile that train writes of these rows. */
async function trained(csv: string): Promise<string> {
  const space = await openWorkspace();
  const source = await space.source('train.csv', csv);
  const judged = csv.includes('truth') && { truth: 'truth', prediction: 'prediction', score: null };
  const roles = judged ? ({ truth: 'label', prediction: 'prediction' } as const) : {};
  const input = { source, roles, ignore: ['time', 'user'], ...(judged && { judged }) };
  const profile = await buildProfile(space.engine, [input]);
  const periods = await periodsOf(space.engine, profile, source, { column: 'time', length: 'P1D' });
  await space.close();
  return profileText({ ...profile, ...(periods && { periods }) });
}

describe('a reference of earlier rows', () => {
  test('previous-window finds what changed since the last one', async () => {
    const calm = await check({ window: 'P1D', offset: '1', reference: 'previous-window' });
    expect(calm.outcome.outputs.status).not.toBe('drift');
    await nights.write('days.csv', days(0.5));
    const moved = await check({ window: 'P1D', offset: '1', reference: 'previous-window' });
    expect(moved.outcome.outputs.status).toBe('drift');
    expect(moved.predicate.reference).toMatchObject({ source: 'window before 2026-11-04', rows: 200 });
  });

  test('same-weekday knows the season that previous-window takes for drift', async () => {
    const saturday = { window: 'P1D', offset: '5' };
    expect((await check({ ...saturday, reference: 'previous-window' })).outcome.outputs.status).toBe('drift');
    const seasonal = await check({ ...saturday, reference: 'same-weekday' });
    expect(seasonal.outcome.outputs.status).not.toBe('drift');
    expect(seasonal.predicate.reference.source).toBe('7 same weekdays before 2026-10-31');
  });

  test('same-weekday never holds rows of the window that is judged', async () => {
    const days = (count: number) => Array.from({ length: count }, (_, at) => first + at * dayMs);
    const rows = days(100).flatMap((day, at) =>
      Array.from({ length: 20 }, (_, row) => `${iso(day)},${at >= 93 ? 100 + row : row}`),
    );
    await nights.write('days.csv', `time,x\n${rows.join('\n')}\n`);
    const fortnight = await check({ window: 'P14D', reference: 'same-weekday' });
    expect(fortnight.predicate.reference).toMatchObject({ rows: 91 * 20 });
    expect(fortnight.outcome.outputs.status).toBe('drift');
  });

  test('same-weekday takes the days that the serving profile counts, where `current` holds too few weeks', async () => {
    await serve(nights, await trained(days(0)));
    const lastDays = days(0)
      .split('\n')
      .slice(-(40 + 6 * 200 + 1));
    await nights.write('days.csv', `time,x,user\n${lastDays.join('\n')}`);
    const saturday = { window: 'P1D', offset: '5', reference: 'same-weekday' };
    const { predicate, log } = await check(saturday);
    expect(predicate.reference).toMatchObject({
      source: '3 same weekdays before 2026-10-31 in birds@1 (production)',
      kind: 'version',
      rows: 600,
    });
    expect(predicate.verdict).not.toBe('drift');
    expect(log.join()).not.toContain('season-adjusted');
    await nights.write('days.csv', `time,x,user\n${lastDays.join('\n').replaceAll(/Z,(\d)/g, 'Z,9$1')}`);
    expect((await check(saturday)).predicate.verdict).toBe('drift');
  });

  test('same-weekday judges performance by that of the serving version', async () => {
    const judged = days(0)
      .trim()
      .split('\n')
      .map((line, at) => (at === 0 ? `${line},truth,prediction` : `${line},yes,${at % 10 < 9 ? 'yes' : 'no'}`));
    await serve(nights, await trained(judged.join('\n')));
    await nights.write('days.csv', [judged[0], ...judged.slice(-(40 + 6 * 200))].join('\n'));
    const saturday = { window: 'P1D', offset: '5', reference: 'same-weekday', features: '', ignore: 'user' };
    const { predicate, outcome } = await check({ ...saturday, truth: 'truth', importance: 'x: 1' });
    expect(predicate.reference.source).toMatch(/^3 same weekdays before 2026-10-31 in birds@1/);
    expect(Number(outcome.outputs['realised-metric'])).toBeCloseTo(0.9, 2);
    const byRows = await check({ ...saturday, methods: 'x: ks' });
    expect(byRows.predicate.reference).toMatchObject({ kind: 'data', source: 'window before 2026-10-31' });
  });

  test('same-weekday says when there are too few weeks', async () => {
    await nights.write('days.csv', days(0, 15));
    const { log, predicate } = await check({ window: 'P1D', offset: '1', reference: 'same-weekday' });
    expect(log).toContain(
      'notice: reference: fewer than three earlier weeks hold rows, so this is not season-adjusted.',
    );
    expect(predicate.reference.source).toMatch(/^window before/);
  });
});

/** 30 days that differ by themselves. */
const wavy = (): string => {
  const rows = Array.from({ length: 30 }, (_, day) =>
    Array.from({ length: 200 }, (_, at) => {
      const x = (((at + day * 17) * 7919) % 10_007) / 10_007 + (day % 2 ? 0.1 : -0.1);
      return `${iso(first + day * dayMs + at * 60_000)},${x},u`;
    }),
  ).flat();
  return `time,x,user\n${rows.join('\n')}\n`;
};

test('what quiet days do by themselves is no drift: their thresholds are learned, and stay in the profile', async () => {
  await nights.write('days.csv', wavy());
  const more = { window: 'P1D', reference: 'path:days.csv' };
  const learned = await check({ ...more, 'profile-out': 'profile.json' });
  const [column] = learned.predicate.columns;
  expect(column?.effect).toBeGreaterThan(0.1);
  expect(column?.threshold).toBeGreaterThan(column?.effect ?? 1);
  expect(learned.outcome.outputs.status).not.toBe('drift');
  const { predicate } = await check({ ...more, thresholds: '{"x":0.1}' });
  expect(predicate.verdict).toBe('drift');
});

describe('the profile of a window', () => {
  const write = (offset: string) =>
    check({ window: 'P1D', offset, reference: 'path:days.csv', 'profile-out': 'profile.json' });
  const against = (more: Record<string, string>) => check({ reference: 'path:profile.json', ...more });
  const learned = ({ predicate }: Awaited<ReturnType<typeof check>>) => (predicate.columns[0]?.threshold ?? 0) > 0.1;
  const notices = ({ log }: Awaited<ReturnType<typeof check>>) => log.filter((line) => !line.startsWith('info'));
  beforeEach(() => nights.write('days.csv', wavy()));

  test('learns thresholds from the windows before it', async () => {
    expect(notices(await write('1'))).toEqual([]);
    const next = await against({ window: 'P1D' });
    expect(next.predicate.columns[0]?.effect).toBeGreaterThan(0.5);
    expect([learned(next), notices(next), next.predicate.verdict]).toEqual([true, [], 'ok']);
  });

  test('stands for longer windows, and says nothing about shorter ones, and the run says so', async () => {
    await write('2');
    expect(learned(await against({ window: 'P2D' }))).toBe(true);
    const hours = await against({ window: 'PT12H' });
    expect([learned(hours), notices(hours)[0]]).toEqual([
      false,
      'notice: reference: its quiet periods are "P1D" long, and windows are PT12H, which is shorter, so thresholds are not learned from them.',
    ]);
    const all = await against({ 'timestamp-column': '' });
    expect(learned(all)).toBe(false);
    expect(notices(all)[0]).toContain('no `window` is set');
  });

  test('of version 1 teaches no thresholds, and the run says so', async () => {
    await write('1');
    const file = join(nights.workspace, 'profile.json');
    const { periods: _, ...rest } = JSON.parse(await readFile(file, 'utf8'));
    const effects = { length: 'P1D', starts: [], effects: { x: [1] } };
    await nights.write('profile.json', JSON.stringify({ ...rest, version: 1, periods: effects }));
    const next = await against({ window: 'P1D' });
    expect([learned(next), notices(next)]).toEqual([
      false,
      [
        'notice: reference: the profile is of version 1, which counts no single periods, so thresholds are not learned from them; train again, or write one with `profile-out`.',
      ],
    ]);
  });

  test('with too few windows before it says that it learned nothing', async () => {
    expect(notices(await write('25'))).toEqual([
      'notice: profile-out: too few earlier windows hold enough rows to learn thresholds from; later runs use the default ones.',
    ]);
    expect(learned(await against({ window: 'P1D' }))).toBe(false);
  });

  test('of too few rows warns', async () => {
    await nights.write('days.csv', days(0));
    expect(notices(await write('0'))).toContain(
      'warning: profile-out: as a reference it can judge no column: 40 rows, 100 needed.',
    );
  });
});

test('rows of one user count once: what was certain is not any more', async () => {
  await nights.write('days.csv', days(0.12));
  const more = { window: 'P1D', offset: '1', reference: 'path:days.csv' };
  const rows = await check({ ...more, thresholds: '{"x":0.05}' });
  const users = await check({ ...more, thresholds: '{"x":0.05}', 'cluster-column': 'user' });
  const q = ({ predicate }: typeof rows) => predicate.columns[0]?.qValue ?? 0;
  expect(q(users)).toBeGreaterThan(q(rows));
  expect(users.predicate.columns[0]?.noise).toBeGreaterThan(rows.predicate.columns[0]?.noise ?? 1);
});

test('those of a profile too', async () => {
  await nights.write('days.csv', days(0.12));
  await check({ window: 'P1D', offset: '1', reference: 'path:days.csv', 'profile-out': 'p.json' });
  const more = { window: 'P1D', offset: '1', reference: 'path:p.json' };
  const noise = async (cluster: Record<string, string>) =>
    (await check({ ...more, ...cluster })).predicate.columns[0]?.noise ?? 0;
  const [rows, users] = [await noise({}), await noise({ 'cluster-column': 'user' })];
  expect((users / rows) ** 2).toBeCloseTo(200 / 20, 5); // rows and users of a day, on both sides
});

test.each([
  [{ window: 'P1D', 'timestamp-column': '' }, 'window: a window needs `timestamp-column`'],
  [{ window: '1 day' }, 'window: this is no length of time (got 1 day, expected `P1D`'],
  [{ window: 'P1D', 'timestamp-column': 'x' }, 'timestamp-column: the column "x" of current does not hold times'],
  [{ window: 'P1D', 'timestamp-column': 'when' }, 'timestamp-column: current has no column "when"'],
  [{ reference: 'same-weekday' }, 'reference: same-weekday needs windows'],
  [{ window: 'P1D', 'cluster-column': 'team' }, 'cluster-column: the data has no column "team"'],
])('%o is refused', async (more: Record<string, string>, message) => {
  await expect(check({ reference: 'path:days.csv', ...more })).rejects.toThrow(message);
});
