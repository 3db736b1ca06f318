import { expect, it } from 'vitest';
import { readOptions } from './arguments.ts';

it.each([
  [['--seed', '3', '--name=x=y', '--flag'], { seed: '3', name: 'x=y', flag: 'true' }],
  [['--flag', '--seed', '-1'], { flag: 'true', seed: '-1' }],
  [[], {}],
])('%j', (argv, expected) => expect(Object.fromEntries(readOptions(argv))).toEqual(expected));

it.each(['train', '-x', '---a', '--Bad'])('refuses %s', (word) => {
  expect(() => readOptions([word])).toThrow(
    `${word}: is not an option (expected --name value). See \`ml-actions help\`.`,
  );
});
