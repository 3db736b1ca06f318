const blocks = '▁▂▃▄▅▆▇█';
const gap = '·';
/** The scale ends at twice the threshold, so the threshold is the step from ▄ to ▅. */
const TOP = 2;

/** Multiples of a threshold as block characters, oldest first: ▅ and higher reached the threshold, `·` was not measured. */
export function sparkline(multiples: readonly (number | null)[]): string {
  return multiples.map((each) => (each === null ? gap : (blocks[level(each)] ?? gap))).join('');
}

const level = (multiple: number): number =>
  Math.min(blocks.length - 1, Math.max(0, Math.floor((multiple / TOP) * blocks.length)));
