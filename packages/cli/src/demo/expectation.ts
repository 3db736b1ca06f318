/** The story did not go as it must: the demo has found a defect. */
export class StoryBroken extends Error {
  override readonly name = 'StoryBroken';
}

/** @throws StoryBroken unless the condition holds */
export function expectThat(condition: boolean, what: string): asserts condition {
  if (!condition) throw new StoryBroken(what);
}

/** @throws StoryBroken when there is no value */
export function the<T>(value: T | null | undefined, what: string): T {
  expectThat(value !== undefined && value !== null, `${what} is missing`);
  return value;
}
