import { kindOf, type Reading, type Spot } from './reading.ts';

/** A member of a set of labels or classes: `a`, `1`, `true`. */
export type Member = string | number | bigint | boolean;

/** `[a, b]`: at least one, none of them null, no repetition. */
export function readMembers(reading: Reading, spot: Spot): readonly Member[] {
  const members: Member[] = [];
  for (const item of reading.items(spot)) {
    const value = reading.scalar(item);
    if (value === null || value === undefined)
      reading.report(item, { what: `${item.path} is no value`, got: kindOf(item.node), expected: 'text or a number' });
    else if (members.includes(value)) reading.report(item, { what: `${spot.path} lists a value twice` });
    else members.push(value);
  }
  if (members.length === 0) reading.report(spot, { what: `${spot.path} lists nothing` });
  return members;
}

/** Listed values are the contract's own words; more than these are counted. */
const LISTED = 4;

export const membersText = (members: readonly Member[]): string =>
  members.length > LISTED ? `${members.length} values` : members.map(String).join(', ');
