/** splitmix32's increment and multipliers. */
const INCREMENT = 0x9e3779b9;
const FIRST = 0x21f0aaad;
const SECOND = 0x735a2d97;
const MULTIPLIER_IN = 5;
const MULTIPLIER_OUT = 9;
/** An exact power of two: u32 * (n * SCALE) rounds as u32 * n / 2^32 does. */
const SCALE = 2 ** -32;

/** Draws numbers below n; the same seed draws the same numbers on every machine. */
export interface Prng {
  /** next 32 random bits, unsigned */
  readonly next: () => number;
  /** adds one to `counts` for each of n draws floor(u32 n / 2^32) */
  readonly draw: (counts: Float64Array) => void;
  /** passes over n numbers */
  readonly skip: (n: number) => void;
}

/**
 * xoshiro128** (Blackman & Vigna 2018) with a state of four successive outputs of splitmix32. The state lives in locals
 * within each loop: a bootstrap draws hundreds of millions of numbers.
 */
export function xoshiro128(seed: number): Prng {
  const state = seeded(seed);
  const run = (times: number, counts: Float64Array | null): number => {
    let s0 = state[0] as number;
    let s1 = state[1] as number;
    let s2 = state[2] as number;
    let s3 = state[3] as number;
    let result = 0;
    const scale = counts === null ? 0 : counts.length * SCALE;
    for (let time = 0; time < times; time++) {
      const product = Math.imul(s1, MULTIPLIER_IN);
      result = Math.imul((product << 7) | (product >>> 25), MULTIPLIER_OUT) >>> 0;
      const shifted = s1 << 9;
      s2 ^= s0;
      s3 ^= s1;
      s1 ^= s2;
      s0 ^= s3;
      s2 ^= shifted;
      s3 = (s3 << 11) | (s3 >>> 21);
      if (counts !== null) {
        const index = (result * scale) >>> 0;
        counts[index] = (counts[index] as number) + 1;
      }
    }
    state[0] = s0;
    state[1] = s1;
    state[2] = s2;
    state[3] = s3;
    return result;
  };
  return {
    next: () => run(1, null),
    draw: (counts) => {
      counts.fill(0);
      run(counts.length, counts);
    },
    skip: (n) => {
      run(n, null);
    },
  };
}

function seeded(seed: number): Int32Array {
  let a = seed | 0;
  const word = (): number => {
    a = (a + INCREMENT) | 0;
    let t = a ^ (a >>> 16);
    t = Math.imul(t, FIRST);
    t ^= t >>> 15;
    t = Math.imul(t, SECOND);
    return t ^ (t >>> 15);
  };
  return Int32Array.of(word(), word(), word(), word());
}
