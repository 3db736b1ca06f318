import type { Counted } from '../block.ts';
import { type Images, MEASURES, type Measure } from '../contract/images.ts';
import { membersText } from '../contract/members.ts';
import { type Interval, intervalText } from '../interval.ts';
import { literal } from '../sql.ts';

/** A rule of `images:`, and how it is counted. */
export interface ImageClaim extends Counted {
  /** predicate of images that break it, and of those looked at; absent where it takes more than the inventory */
  readonly counted?: { readonly failing: string; readonly of: string };
}

const UNITS: Readonly<Record<Measure, string>> = {
  width: 'pixels',
  height: 'pixels',
  channels: 'channels',
  bytes: 'bytes',
};
const READABLE = 'format IS NOT NULL';

/** The rules that a block asks for; that every image is there and is one is always asked. */
export function claimsOf(images: Images): ImageClaim[] {
  const claim = (kind: string, expected: string, counted?: ImageClaim['counted']): ImageClaim => ({
    id: `images(${images.column ?? images.root}).${kind}`,
    kind: `image-${kind}`,
    column: images.column ?? null,
    severity: images.severity,
    line: images.line,
    expected,
    limit: kind === 'duplicates' && images.duplicates ? images.duplicates : images.failing,
    ...(counted && { counted }),
  });
  const { formats, intervals, duplicates, boxes, classes } = images;
  const list = formats?.map((format) => literal(format)).join(', ');
  return [
    claim('readable', 'a file with the header of an image', { failing: 'format IS NULL', of: 'true' }),
    ...(formats
      ? [claim('formats', `one of ${formats.join(', ')}`, { failing: `format NOT IN (${list})`, of: READABLE })]
      : []),
    ...MEASURES.flatMap((measure) => {
      const interval = intervals.get(measure);
      if (!interval) return [];
      const expected = `${measure} of ${intervalText(interval)} ${UNITS[measure]}`;
      return [claim(measure, expected, { failing: outside(measure, interval), of: READABLE })];
    }),
    ...(duplicates ? [claim('duplicates', 'no image twice (SHA-256 of the file)')] : []),
    ...(boxes ? [claim('boxes', `boxes (${boxes.layout}) lie inside their image`)] : []),
    ...(classes ? [claim('classes', `classes are of ${membersText(classes.members)}`)] : []),
  ];
}

function outside(value: string, { min, max, exclusiveMin, exclusiveMax }: Interval): string {
  const sides = [
    ...(Number.isFinite(min) ? [`${value} ${exclusiveMin ? '<=' : '<'} ${min}`] : []),
    ...(Number.isFinite(max) ? [`${value} ${exclusiveMax ? '>=' : '>'} ${max}`] : []),
  ];
  return `(${sides.join(' OR ') || 'false'})`;
}
