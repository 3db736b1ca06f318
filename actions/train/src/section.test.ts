import type { TrainPredicate } from '@ml-actions/core/record/predicate/train';
import { bytesText } from '@ml-actions/core/report/bytes';
import { identityOf } from '@ml-actions/core/runner/context';
import { expect, test } from 'vitest';
import { fakeRun } from '../../../test/support/ports.ts';
import { section } from './section.ts';
import { durationText, numberText } from './wording.ts';

const hex = (digit: string) => digit.repeat(64);

const record: TrainPredicate = {
  version: 1,
  action: 'train',
  model: 'birds',
  id: 'default',
  run: identityOf(fakeRun('/w')),
  createdAt: '2026-11-20T12:00:00.000Z',
  verdict: 'succeeded',
  phase: 'SUCCEEDED',
  reason: 'the command ended with exit code 0',
  backend: 'local',
  exitCode: 0,
  signal: null,
  command: ['bash', '--norc', '-e', '-o', 'pipefail', '-c', 'python train.py\npython evaluate.py'],
  setup: ['pip', 'install', '-r', 'requirements.txt'],
  workingDirectory: '.',
  seed: 7,
  deterministic: 'seed',
  params: { l2: 0.5, net: { layers: [3, 2] } },
  data: [
    {
      name: 'train',
      path: 'data/train.csv',
      count: 1,
      size: 104_666,
      files: [{ path: 'data/train.csv', size: 104_666, sha256: hex('1') }],
      sha256: hex('2'),
    },
  ],
  environment: {
    os: 'Linux',
    arch: 'x64',
    cpus: 4,
    lockfile: { path: 'uv.lock', size: 9, sha256: hex('3') },
    packages: { numpy: '2.1.0' },
  },
  outputs: [
    { role: 'model', path: 'model/weights', size: 1_234_567, sha256: hex('4') },
    { role: 'metrics', path: 'metrics.json', size: 40, sha256: hex('5') },
  ],
  trained: {
    root: 'model',
    files: [{ path: 'weights', size: 1_234_567, sha256: hex('4') }],
    digest: hex('6'),
    openssfRoot: hex('7'),
  },
  metrics: { accuracy: 0.893_835_6, 'rows|seen': 1638 },
  notices: [],
  logTail: [],
  startedAt: '2026-11-20T11:58:00.000Z',
  durationSeconds: 94.2,
};

const shown = (change: Partial<TrainPredicate>) => {
  const { word, tone, fact, body, details } = section({ ...record, ...change });
  return [`${tone} ${word}`, fact, body, ...details.map((one) => `[${one.summary}]\n${one.body}`)].join('\n\n');
};

test('a run that succeeded', () =>
  expect(shown({})).toMatchInlineSnapshot(`
    "success SUCCEEDED

    model \`666666666666\` (1 file, 1.23 MB), trained in 1 min 34 s on 4 cores, seed 7



    [2 metrics: accuracy 0.8938, rows&#124;seen 1638]
    | metric | value |
    |---|--:|
    | \`accuracy\` | 0.8938 |
    | <code>rows&#124;seen</code> | 1638 |

    [How it was made: command, 2 parameters, 1 data source, 2 output files]
    **2 parameters**

    | parameter | value |
    |---|--:|
    | \`l2\` | \`0.5\` |
    | \`net\` | \`{"layers":[3,2]}\` |

    **Data: 1 source**

    | name | path | files | size | sha256 |
    |---|---|--:|--:|---|
    | \`train\` | \`data/train.csv\` | 1 | 105 kB | \`222222222222\` |

    **Set-up**

    \`\`\`sh
    pip install -r requirements.txt
    \`\`\`

    **Command**

    \`\`\`sh
    python train.py
    python evaluate.py
    \`\`\`

    **Environment: 1 package pinned by uv.lock**

    | package | version |
    |---|--:|
    | \`numpy\` | \`2.1.0\` |

    **Outputs: 2 files**

    | role | path | size | sha256 |
    |---|---|--:|---|
    | model | \`model/weights\` | 1.23 MB | \`444444444444\` |
    | metrics | \`metrics.json\` | 40 B | \`555555555555\` |"
  `));

test('a run that failed: the reason, then the last lines', () =>
  expect(
    shown({
      phase: 'FAILED',
      verdict: 'failed',
      reason: 'metric <loss> is NaN (metrics.json)',
      trained: null,
      outputs: [],
      params: {},
      data: [],
      setup: null,
      environment: { ...record.environment, lockfile: null },
      logTail: ['epoch 1', '```', '</details> @octocat'],
    }),
  ).toMatchInlineSnapshot(`
    "failure FAILED

    metric &lt;loss&gt; is NaN (metrics.json) (after 1 min 34 s)



    [Last 3 lines of the log]
    \`\`\`\`
    epoch 1
    \`\`\`
    </details> @octocat
    \`\`\`\`

    [How it was made: command]
    **Command**

    \`\`\`sh
    python train.py
    python evaluate.py
    \`\`\`"
  `));

test('notices turn the section yellow; all metrics are folded, the first ones in the line itself', () => {
  const metrics = Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`m${at}`, at / 7]));
  const { tone, body, details } = section({ ...record, metrics, notices: ['metrics: old.json is left out'] });
  expect(tone).toBe('warning');
  expect(body).toBe('> metrics: old.json is left out');
  expect(details[0]?.summary).toBe('10 metrics: m0 0, m1 0.1429, m2 0.2857, m3 0.4286, …');
  expect(details[0]?.body).toMatch(/`m9` \| 1.286 \|$/);
  expect(section({ ...record, metrics: {} }).body).toBe('The command left no metrics.');
});

test.each([
  [numberText(0.123_456), '0.1235'],
  [numberText(12_345), '12345'],
  [numberText(1e-9), '1e-9'],
  [numberText(123_456.7), '123457'],
  [durationText(0.04), '0.0 s'],
  [durationText(59.6), '1 min 0 s'],
  [durationText(200), '3 min 20 s'],
  [durationText(3_900), '1 h 5 min'],
  [bytesText(0), '0 B'],
  [bytesText(999), '999 B'],
  [bytesText(45_678), '45.7 kB'],
  [bytesText(999_999), '1 MB'],
  [bytesText(5e15), '5000 TB'],
  [bytesText(1_000), '1 kB'],
])('%s', (text, expected) => expect(text).toBe(expected));
