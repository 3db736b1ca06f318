import type { Block } from '../block.ts';
import { imagesBlock } from '../images/block.ts';
import { IMAGE_FORMATS, type ImageFormat } from '../images/header.ts';
import type { Interval } from '../interval.ts';
import { type Limit, NONE, type Severity } from '../rule.ts';
import { type Keys, readKeys } from './keys.ts';
import { type Member, readMembers } from './members.ts';
import type { Reading, Spot } from './reading.ts';
import { readInterval, readLimit, readText } from './value.ts';
import { oneOf, someOf } from './words.ts';

/** What must hold of images, by their headers. */
export interface Images {
  /** the column of paths; undefined: every image below `root` */
  readonly column: string | undefined;
  /** where paths start, relative to the contract's */
  readonly root: string;
  readonly severity: Severity;
  readonly where: string | null;
  /** 1-based, in the contract */
  readonly line: number;
  readonly failing: Limit;
  readonly formats: readonly ImageFormat[] | undefined;
  readonly intervals: ReadonlyMap<Measure, Interval>;
  readonly duplicates: Limit | undefined;
  readonly boxes: Boxes | undefined;
  readonly classes: { readonly column: string; readonly members: readonly Member[] } | undefined;
}

export interface Boxes {
  readonly column: string;
  readonly layout: (typeof LAYOUTS)[number];
}

/** `xyxy`: left, top, right, bottom; `xywh`: left, top, width, height; in pixels. */
export const LAYOUTS = ['xyxy', 'xywh'] as const;
export const MEASURES = ['width', 'height', 'channels', 'bytes'] as const;
export const IMAGE_KEYS: readonly string[] = [
  'column',
  'root',
  'failing',
  'formats',
  ...MEASURES,
  'duplicates',
  'boxes',
  'classes',
];
export type Measure = (typeof MEASURES)[number];

/** `images: { column: path, root: images, formats: [png, jpeg], width: [32, 4096] }`. */
export function readImages(reading: Reading, spot: Spot): Block {
  const keys = readKeys(reading, spot, IMAGE_KEYS);
  if (!keys.has('column')) withoutColumn(keys);
  return imagesBlock({
    column: keys.get('column', readText),
    root: keys.get('root', readText) ?? '.',
    severity: keys.severity,
    where: keys.where,
    line: spot.line,
    failing: keys.get('failing', readLimit) ?? NONE,
    formats: keys.get('formats', someOf(IMAGE_FORMATS)),
    intervals: new Map(
      MEASURES.flatMap((measure) => {
        const interval = keys.get(measure, readInterval);
        return interval ? [[measure, interval] as const] : [];
      }),
    ),
    duplicates: keys.get('duplicates', readLimit),
    boxes: keys.get('boxes', readBoxes),
    classes: keys.get('classes', readClasses),
  });
}

/** A folder alone has neither boxes nor classes, nor rows that a condition could choose. */
function withoutColumn(keys: Keys): void {
  if (!keys.has('root'))
    keys.refuse('', 'images names neither a column nor a folder', '`column: path` or `root: images`');
  for (const key of ['boxes', 'classes', 'where'])
    if (keys.has(key)) keys.refuse(key, `images.${key} needs images.column`);
}

function readBoxes(reading: Reading, spot: Spot): Boxes {
  const keys = readKeys(reading, spot, ['column', 'layout']);
  for (const key of ['column', 'layout']) if (!keys.has(key)) keys.refuse('', `${spot.path} needs ${key}`);
  return { column: keys.get('column', readText) ?? '', layout: keys.get('layout', oneOf(LAYOUTS)) ?? 'xyxy' };
}

function readClasses(reading: Reading, spot: Spot): { column: string; members: readonly Member[] } {
  const keys = readKeys(reading, spot, ['column', 'in']);
  for (const key of ['column', 'in']) if (!keys.has(key)) keys.refuse('', `${spot.path} needs ${key}`);
  return { column: keys.get('column', readText) ?? '', members: keys.get('in', readMembers) ?? [] };
}
