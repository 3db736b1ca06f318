import type { Reading, Spot } from './reading.ts';
import { readText } from './value.ts';

/** The engine's regular expressions are RE2: no look-around and no references back, so that they run in linear time. */
const NOT_RE2 = /\(\?<?[=!]|\\[1-9]/;

/** Flags and groups of RE2 that JavaScript writes otherwise: `(?i)`; `(?s:`, `(?P<year>`. */
const [FLAGS, GROUP] = [/\(\?[imsU-]+\)/g, /\(\?(?:[imsU-]+:|P<\w+>)/g];

/** An RE2 pattern for the whole value. */
export function readPattern(reading: Reading, spot: Spot): string | undefined {
  const pattern = readText(reading, spot);
  if (pattern === undefined) return undefined;
  const expected = 'an RE2 pattern for the whole value';
  if (NOT_RE2.test(pattern)) {
    reading.report(spot, { what: `${spot.path} uses look-around or a back-reference`, expected });
    return undefined;
  }
  try {
    new RegExp(pattern.replaceAll(FLAGS, '').replaceAll(GROUP, '('));
    return pattern;
  } catch {
    reading.report(spot, { what: `${spot.path} is not a regular expression`, expected });
    return undefined;
  }
}
