import { mayBecome } from './elsewhere.ts';
import { type PhysicalType, sizesOf } from './type.ts';

/**
 * How a type that is there stands to one that is wanted; `unstated`: the store does not say what would decide; `unclear`:
 * it is what the wanted one, of a system that nobody names, may have become.
 */
export type Agreement = 'same' | 'other' | 'unstated' | 'unclear';

const RANK: readonly Agreement[] = ['same', 'unclear', 'unstated', 'other'];

/** Whose name the wanted type has: that of the store, or of another system. */
export type Whose = 'own' | 'foreign';

/** A size that the wanted type leaves out may be any; one that the store leaves out decides nothing. */
export function agreement(want: PhysicalType, have: PhysicalType, whose: Whose = 'own'): Agreement {
  if (whose === 'foreign' && mayBecome(want, have)) return 'unclear';
  if (want.name !== have.name) return 'other';
  return worst([sizes(want, have), ...inside(want, have, whose)]);
}

const worst = (all: readonly Agreement[]): Agreement =>
  RANK[Math.max(...all.map((one) => RANK.indexOf(one)))] ?? 'other';

function sizes(want: PhysicalType, have: PhysicalType): Agreement {
  if (want.sizes.length === 0) return 'same';
  const held = sizesOf(have);
  if (held.length === 0) return 'unstated';
  return want.sizes.every((size, at) => size === (held[at] ?? 0)) ? 'same' : 'other';
}

function inside(want: PhysicalType, have: PhysicalType, whose: Whose): Agreement[] {
  if (want.of.length === 0) return [];
  if (want.of.length !== have.of.length) return ['other'];
  return want.of.map(({ name, type }, at) => {
    const own = name === null ? have.of[at] : have.of.find((each) => each.name === name);
    return own ? agreement(type, own.type, whose) : 'other';
  });
}

const BITS: readonly (readonly [RegExp, number])[] = [
  [/TINYINT$/, 8],
  [/SMALLINT$/, 16],
  [/^U?INTEGER$/, 32],
  [/BIGINT$/, 64],
  [/HUGEINT$/, 128],
];

/** What a type has room for, in numbers of which more is wider; types of other families hold other things. */
function roomOf(type: PhysicalType): readonly [family: string, ...room: number[]] {
  const { name } = type;
  const [first, second = 0] = sizesOf(type);
  const bits = BITS.find(([pattern]) => pattern.test(name))?.[1];
  if (bits !== undefined) return name.startsWith('U') ? ['INTEGER', 0, bits] : ['INTEGER', bits - 1, bits - 1];
  if (name === 'FLOAT' || name === 'DOUBLE') return ['FLOAT', name === 'FLOAT' ? 24 : 53];
  if (name === 'DECIMAL' && first !== undefined) return [name, first - second, second];
  return [name, first ?? Number.POSITIVE_INFINITY];
}

/** Families of numbers, for which room is all that a type says. */
const NUMBERS = ['INTEGER', 'FLOAT', 'DECIMAL'];

/** Whether every value of a number's type is one of another: all of SMALLINT are of INTEGER. */
export const isWithin = (room: PhysicalType, held: PhysicalType): boolean =>
  NUMBERS.includes(roomOf(room)[0]) && ['same', 'narrowed'].includes(widthChange(room, held));

/** How a type became another one. */
export type Width = 'narrowed' | 'widened' | 'retyped' | 'same';

/** Several changes as one; what has both more and less room is another type. */
export function together(all: readonly Width[]): Width {
  const [only, second] = new Set(all.filter((each) => each !== 'same'));
  return second === undefined ? (only ?? 'same') : 'retyped';
}

/** As far as the names of both types tell: what has less room holds not all that was there. */
export function widthChange(was: PhysicalType, is: PhysicalType): Width {
  const [[family, ...before], [other, ...now]] = [roomOf(was), roomOf(is)];
  if (family !== other) return 'retyped';
  const own = now.map((room, at): Width => {
    const held = before[at] ?? 0;
    return room === held ? 'same' : room > held ? 'widened' : 'narrowed';
  });
  return together([...own, ...(family === 'STRUCT' ? ofFields(was, is) : ofItems(was, is))]);
}

const ofItems = (was: PhysicalType, is: PhysicalType): Width[] =>
  was.of.length === is.of.length
    ? was.of.flatMap(({ type }, at) => is.of.slice(at, at + 1).map((now) => widthChange(type, now.type)))
    : ['retyped'];

/** Fields are told by their names; one more is more room. */
function ofFields(was: PhysicalType, is: PhysicalType): Width[] {
  const before = new Map(was.of.map(({ name, type }) => [name, type]));
  const now = new Map(is.of.map(({ name, type }) => [name, type]));
  return [...new Set([...before.keys(), ...now.keys()])].map((name) => {
    const [old, own] = [before.get(name), now.get(name)];
    return old && own ? widthChange(old, own) : own ? 'widened' : 'narrowed';
  });
}
