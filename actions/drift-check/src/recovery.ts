/** A distance and what chance alone shows of it, both as multiples of the threshold. */
export interface Distance {
  readonly multiple: number;
  readonly noise: number;
}

/** A column is back below this part of its threshold (research drift-check 4.1). */
export const CLEAN_BAND = 0.8;
/** What certainly is back: as far below the band as the threshold is above it. */
const BACK = 2 * CLEAN_BAND - 1;
/**
 * Standard deviation of a distance in units of its noise: 0.35 for W1 of equal populations, up to 0.75 at the
 * threshold, where one direction decides, and of two categories (simulated; `recovery.test.ts` holds what follows).
 */
const SPREAD = 0.6;
/** Noise below this part of the threshold changes no verdict. */
const LEAST_NOISE = 0.05;
/** Log-likelihood ratio at which a column counts as back: drift at its threshold is taken for it in 10 % at most (Wald, 1945). */
export const ENOUGH_RELIEF = Math.log(10);
/** The past weighs no more than this against a column, so that long drift does not hold long after its end. */
export const MOST_DOUBT = -2 * ENOUGH_RELIEF;

/**
 * What distances look like that are back, and those of drift at the threshold, to which noise adds in squares. Nobody
 * can tell drift that is smaller than the noise, so where chance hides the threshold as much is asked for as it shows.
 */
function expected({ noise }: Distance): { readonly back: number; readonly drifting: number } {
  return { back: Math.max(noise, BACK), drifting: Math.hypot(noise, Math.max(1, noise)) };
}

/** Nearer to drift than to what is back: beyond 0.8 of the threshold where there is no noise. */
export function isBeyondBand(distance: Distance): boolean {
  const { back, drifting } = expected(distance);
  return distance.multiple >= (back + drifting) / 2;
}

/**
 * How much likelier a run is where its column is back than where it drifts still, as a logarithm; sums over runs are a
 * sequential test. The distance that speaks most against it counts.
 */
export function reliefOf(distances: readonly Distance[]): number {
  const each = distances.map((distance) => {
    const { back, drifting } = expected(distance);
    const deviation = SPREAD * Math.max(distance.noise, LEAST_NOISE);
    return ((drifting - back) / deviation ** 2) * ((drifting + back) / 2 - distance.multiple);
  });
  // windows are not independent of each other and no model is exact: one run says no more than this
  return each.length === 0 ? 0 : Math.max(MOST_DOUBT, Math.min(-MOST_DOUBT, ...each));
}
