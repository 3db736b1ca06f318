import { InputError } from '@ml-actions/core/error';
import { commonInputs } from '@ml-actions/core/runner/common-inputs';
import { emptyConfig, parseConfig } from '@ml-actions/core/runner/config';
import { readInputs } from '@ml-actions/core/runner/read-inputs';
import { describe, expect, test } from 'vitest';
import { inputs } from './inputs.ts';

const specs = { ...commonInputs, ...inputs };
const fromWorkflow = (workflow: Record<string, string>) =>
  readInputs(specs, { action: 'train', workflow: new Map(Object.entries(workflow)), config: emptyConfig });
const fromFile = (yaml: string) =>
  readInputs(specs, {
    action: 'train',
    workflow: new Map(),
    config: parseConfig(`version: 1\ntrain:\n${yaml}`, 'ml-actions.yml'),
  });
const messageOf = (read: () => unknown): string => {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as Error).message;
  }
  return 'no error';
};

describe('command', () => {
  test.each([
    ['python train.py', 'python train.py'],
    ['[ -f data.csv ] && python train.py', '[ -f data.csv ] && python train.py'],
    ['echo a: b', 'echo a: b'],
    ['["python", "train.py", "--epochs", 3]', ['python', 'train.py', '--epochs', '3']],
  ])('%s', (text, expected) => expect(fromWorkflow({ command: text }).command).toEqual(expected));

  test('a list in the configuration file', () =>
    expect(fromFile('  command: [python, train.py, --epochs, 3]').command).toEqual([
      'python',
      'train.py',
      '--epochs',
      '3',
    ]));
});

test('defaults', () => {
  const { outputs, seed, deterministic, backend, artifact } = fromWorkflow({ command: 'x' });
  const timeout = fromWorkflow({ command: 'x' })['timeout-minutes'];
  expect({ outputs, seed, deterministic, backend, artifact, timeout }).toEqual({
    outputs: { model: 'model/' },
    seed: 0,
    deterministic: 'seed',
    backend: 'local',
    artifact: true,
    timeout: 350,
  });
});

test('every problem in one error', () => {
  const message = messageOf(() =>
    fromFile(
      [
        '  command: []',
        '  comand: x',
        '  backend: ray',
        '  repeats: 3',
        '  outputs: {modle: out/}',
        '  timeout-minutes: 0',
        '  seed: -1',
        '  deterministic: strict',
      ].join('\n'),
    ),
  );
  expect(message).toMatchInlineSnapshot(`
    "ml-actions.yml:4: unknown key \`comand\` of train. Did you mean \`command\`?
    ml-actions.yml:3: \`command\` is wrong (got [], expected a string). It means: Training command: text for \`bash --norc -e -o pipefail\`, or a list of a program and its arguments.
    ml-actions.yml:7: \`outputs\` is wrong (got {"modle":"out/"}, expected modle: one of the roles model, metrics, predictions, profile, plot, checkpoint, log). It means: Files that the command writes: role to path, glob or list of them.
    ml-actions.yml:5: \`backend: ray\` is not available yet. Leave it out for now.
    ml-actions.yml:9: \`seed\` is wrong (got -1, expected at least 0). It means: Seed that the command gets as \`ML_SEED\`.
    ml-actions.yml:10: \`deterministic: strict\` is not available yet. Leave it out for now.
    ml-actions.yml:6: \`repeats\` is not available yet. Leave it out for now.
    ml-actions.yml:8: \`timeout-minutes\` is wrong (got 0, expected more than 0). It means: Minutes after which set-up and command are stopped."
  `);
});

test('a missing command', () =>
  expect(messageOf(() => fromWorkflow({}))).toMatchInlineSnapshot(
    `"command: this input is required. Set \`command\`: Training command: text for \`bash --norc -e -o pipefail\`, or a list of a program and its arguments."`,
  ));
