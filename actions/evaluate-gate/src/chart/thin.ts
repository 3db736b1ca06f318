export type Point = readonly [x: number, y: number];

/** A curve of more points looks the same in any size that is drawn. */
export const MOST_POINTS = 200;
/** Chart data is drawn, not computed with: six digits. */
const DIGITS = 6;

export const drawn = (value: number): number => Number(value.toPrecision(DIGITS));

/** A curve without points on straight stretches; if still too many, evenly spaced ones that keep both ends. */
export function thin(points: readonly Point[], most = MOST_POINTS): readonly Point[] {
  const corners = points.filter((point, at) => isCorner(points[at - 1], point, points[at + 1]));
  const last = corners.length - 1;
  const kept =
    corners.length <= most
      ? corners
      : Array.from({ length: most }, (_, at) => corners[Math.round((at * last) / (most - 1))]);
  return kept.flatMap((point) => (point ? [[drawn(point[0]), drawn(point[1])] as const] : []));
}

const isCorner = (before: Point | undefined, [x, y]: Point, after: Point | undefined): boolean =>
  !before || !after || (x - before[0]) * (after[1] - y) !== (y - before[1]) * (after[0] - x);
