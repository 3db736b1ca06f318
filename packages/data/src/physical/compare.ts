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

/** How a type became another one, as far as their names tell: what has less room holds not all that was there. */
export function widthChange(was: PhysicalType, is: PhysicalType): 'narrowed' | 'widened' | 'retyped' | 'same' {
  const [[family, ...before], [other, ...now]] = [roomOf(was), roomOf(is)];
  if (family !== other || JSON.stringify(was.of) !== JSON.stringify(is.of)) return 'retyped';
  const isWider = now.every((room, at) => room >= (before[at] ?? 0));
  const isNarrower = now.every((room, at) => room <= (before[at] ?? 0));
  if (isWider && isNarrower) return 'same';
  return isWider ? 'widened' : isNarrower ? 'narrowed' : 'retyped';
}
