import { actionNames } from '@ml-actions/core/record/predicate/header';
import { choice, text } from '@ml-actions/core/runner/input';
import { expect, it } from 'vitest';
import { helpOf } from './help.ts';
import { load } from './load.ts';
import { LONGEST_LINE } from './wrap.ts';

it('says what an input means, what it is without a word, and what is not available yet', () => {
  const inputs = {
    song: text('What is sung', { required: true }),
    voice: choice(['alto', 'bass'])('Which voice sings it; where none is named, the one that knows the song best', {
      default: 'alto',
      later: ['bass'],
    }),
    key: text('Musical key', { absent: 'as written' }),
    choir: text('Who sings along', { later: true }),
  };
  const [head = ''] = helpOf({ description: 'Sings', inputs }).split('\n  --config');
  expect(head).toMatchInlineSnapshot(`
    "Sings

      --song                  What is sung [required]
      --voice                 Which voice sings it; where none is named, the one that knows the song best
                              [default: alto; not available yet: bass]
      --key                   Musical key [default: as written]"
  `);
  expect(helpOf({ description: 'Sings', inputs })).toMatch(/\n\nNot available yet: choir$/);
});

it.each(actionNames)('the help of %s fits a terminal', async (name) => {
  const lines = helpOf(await load(name)).split('\n');
  expect(lines.filter((line) => line.length > LONGEST_LINE)).toEqual([]);
});
