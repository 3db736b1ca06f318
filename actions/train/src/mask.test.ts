import { expect, test } from 'vitest';
import { secretMask } from './mask.ts';

const mask = secretMask({
  DB_PASSWORD: 'hunter22',
  API_KEY: 'line-one\nline-two',
  SHORT_TOKEN: 'ab',
  PATH: '/usr/bin',
  MONKEY: 'bananas',
});

test.each([
  ['connect postgres://me:pw@host/db', 'connect postgres://***@host/db'],
  ['password is hunter22!', 'password is ***!'],
  ['line-two', '***'],
  ['ab /usr/bin bananas', 'ab /usr/bin bananas'],
  [`token ghp_${'a'.repeat(36)} AKIA${'A'.repeat(16)}`, 'token *** ***'],
])('%s', (text, expected) => expect(mask(text)).toBe(expected));
