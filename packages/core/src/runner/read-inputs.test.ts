import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { emptyConfig, parseConfig } from './config.ts';
import { choice, count, flag, list, structure, text } from './input.ts';
import { readInputs } from './read-inputs.ts';

const specs = {
  command: text('The command', { required: true }),
  seed: count('Seed', { default: 0 }),
  artifact: flag('Upload', { default: true }),
  data: list('Data files'),
  outputs: structure(z.record(z.string(), z.string()))('Role to path', { default: { model: 'model/' } }),
  backend: choice(['local', 'ray'])('Where', { default: 'local', later: ['ray'] }),
  resume: text('Checkpoint', { later: true }),
  token: text('Token', { secret: true }),
  environment: text('Environment'),
};

const read = (workflow: Readonly<Record<string, string>>, yaml?: string) =>
  readInputs(specs, {
    action: 'train',
    workflow: new Map(Object.entries(workflow)),
    config: yaml === undefined ? emptyConfig : parseConfig(yaml, 'ml-actions.yml'),
  });

const problem = (workflow: Readonly<Record<string, string>>, yaml?: string): string => {
  try {
    read(workflow, yaml);
  } catch (error) {
    return (error as Error).message;
  }
  return 'no problem';
};

describe('values', () => {
  it('come from the workflow as text', () => {
    const values = read({
      command: ' python train.py ',
      seed: '7',
      artifact: 'FALSE',
      data: 'a.csv\n\n b.csv ',
      outputs: 'model: m/',
    });
    expect(values).toMatchObject({
      command: 'python train.py',
      seed: 7,
      artifact: false,
      data: ['a.csv', 'b.csv'],
      outputs: { model: 'm/' },
    });
  });

  it('come from the file as native YAML, and one text counts as a list of one', () => {
    const values = read(
      {},
      'version: 1\ntrain: {command: x, seed: 3, artifact: false, data: a.csv, outputs: {model: m}}',
    );
    expect(values).toMatchObject({ command: 'x', seed: 3, artifact: false, data: ['a.csv'], outputs: { model: 'm' } });
  });

  it.each([
    ['workflow over section', { command: 'w' }, 'version: 1\ntrain: {command: s}', 'w'],
    ['an empty text is unset', { command: '' }, 'version: 1\ntrain: {command: s}', 's'],
    [
      'environment over section',
      { environment: 'prod' },
      'version: 1\ntrain: {command: s, environments: {prod: {command: e}}}',
      'e',
    ],
    [
      'another environment does not count',
      { environment: 'test' },
      'version: 1\ntrain: {command: s, environments: {prod: {command: e}}}',
      's',
    ],
  ])('%s', (_, workflow, yaml, expected) => {
    expect(read(workflow as Record<string, string>, yaml).command).toBe(expected);
  });

  it('section over shared over default', () => {
    expect(read({ command: 'x' }, 'version: 1\ndata: shared.csv').data).toEqual(['shared.csv']);
    expect(read({ command: 'x' }, 'version: 1\ndata: shared.csv\ntrain: {data: own.csv}').data).toEqual(['own.csv']);
    expect(read({ command: 'x' }).seed).toBe(0);
  });
});

describe('problems', () => {
  it('stand in one error with file, line, found, expected and the nearest name', () => {
    const yaml = [
      'version: 2',
      'modell: churn',
      'train:',
      '  sed: 1',
      '  artifact: maybe',
      '  token: abc',
      '  backend: ray',
    ].join('\n');
    expect(problem({ resume: 'x', comand: 'y' }, yaml)).toMatchInlineSnapshot(`
      "ml-actions.yml:1: \`version\` is wrong (got 2, expected 1).
      ml-actions.yml:2: unknown key \`modell\` (expected version, model, store, data, columns, trust, handover, validate-data, train, evaluate-gate, register-model, deploy, drift-check). Did you mean \`model\`?
      comand: unknown input \`comand\` of train. Did you mean \`command\`?
      ml-actions.yml:4: unknown key \`sed\` of train. Did you mean \`seed\`?
      command: this input is required. Set \`command\`: The command.
      ml-actions.yml:5: \`artifact\` is wrong (got "maybe", expected a boolean). It means: Upload.
      ml-actions.yml:7: \`backend: ray\` is not available yet. Leave it out for now.
      resume: \`resume\` is not available yet. Leave it out for now.
      ml-actions.yml:6: \`token\` is a secret (expected no secrets in the file). Pass it as an input of the workflow."
    `);
  });

  it.each([
    ['duplicate keys', 'version: 1\nmodel: a\nmodel: b', /Map keys must be unique/],
    ['no mapping', '- 1', /no mapping/],
    ['broken YAML', 'a: [', /ml-actions.yml/],
    ['binary junk', '\u0000\u0001\u0002', /ml-actions.yml/],
    ['a section that is no mapping', 'version: 1\ntrain: 5', /`train` is wrong/],
    ['the prototype', 'version: 1\n__proto__: {x: 1}', /unknown key `__proto__`/],
  ])('%s', (_, yaml, expected) => {
    expect(problem({ command: 'x' }, yaml)).toMatch(expected);
  });

  it('YAML 1.2: a country called NO stays text', () => {
    expect(read({ command: 'x' }, 'version: 1\ntrain: {environment: NO}').environment).toBe('NO');
  });
});
