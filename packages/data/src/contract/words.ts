import { kindOf, type Reading, type Spot } from './reading.ts';

/** A reader of one word of a fixed list. */
export const oneOf =
  <const T extends string>(words: readonly T[]) =>
  (reading: Reading, spot: Spot): T | undefined => {
    const value = reading.scalar(spot);
    const word = words.find((each) => each === value);
    if (word === undefined)
      reading.report(spot, {
        what: `${spot.path} is not one of the words it may be`,
        got: kindOf(spot.node),
        expected: words.join(', '),
      });
    return word;
  };

/** A reader of a list of such words, each once. */
export const someOf =
  <const T extends string>(words: readonly T[]) =>
  (reading: Reading, spot: Spot): readonly T[] => {
    const found = reading.items(spot).map((item) => oneOf(words)(reading, item));
    return [...new Set(found.filter((word) => word !== undefined))];
  };
