import { inputProblem } from '../error.ts';
import { quoted } from '../path/inside.ts';

/** Keys that reach an object's prototype when copied carelessly. */
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Checks the keys and the nesting of a text that JSON.parse has accepted: no duplicate key in any object, no key that
 * reaches a prototype, at most `maxDepth` levels. One pass, no recursion.
 *
 * @throws InputError
 */
export function checkKeys(text: string, maxDepth: number, where: string): void {
  const open: (Set<string> | undefined)[] = [];
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '{' || char === '[') {
      if (open.length === maxDepth)
        throw inputProblem({ where, what: `the JSON is nested deeper than ${maxDepth} levels` });
      open.push(char === '{' ? new Set() : undefined);
    } else if (char === '}' || char === ']') {
      open.pop();
    } else if (char === '"') {
      const end = closingQuote(text, at);
      const keys = open.at(-1);
      if (keys !== undefined && isKey(text, end)) checkKey(JSON.parse(text.slice(at, end + 1)), keys, where);
      at = end;
    }
  }
}

function checkKey(key: string, seen: Set<string>, where: string): void {
  if (FORBIDDEN.has(key))
    throw inputProblem({ where, what: `the JSON holds the key ${quoted(key)}, which is refused` });
  if (seen.has(key)) throw inputProblem({ where, what: `the JSON holds the key ${quoted(key)} twice in one object` });
  seen.add(key);
}

function closingQuote(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); ; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text[end - 1 - slashes] === '\\') slashes++;
    if (slashes % 2 === 0) return end;
  }
}

/** A string inside an object is a key when a colon follows it. */
function isKey(text: string, end: number): boolean {
  let at = end + 1;
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at++;
  return text[at] === ':';
}
