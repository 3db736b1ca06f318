import type { Boxes } from '../contract/images.ts';

/** How many boxes a cell holds, and how many of them do not lie inside the image. What is no list of numbers is one. */
export function boxesOutside(
  text: string,
  layout: Boxes['layout'],
  size: { readonly width: number; readonly height: number } | null,
): { failing: number; of: number } {
  const boxes = boxesIn(text);
  if (!boxes) return { failing: 1, of: 1 };
  const failing = boxes.filter((box) => !size || !isInside(box, layout, size)).length;
  return { failing, of: boxes.length };
}

/** One box, or a list of them. */
function boxesIn(text: string): readonly (readonly unknown[])[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!Array.isArray(value)) return undefined;
    if (value.every((each) => Array.isArray(each))) return value;
    return [value];
  } catch {
    return undefined;
  }
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

function isInside(
  box: readonly unknown[],
  layout: Boxes['layout'],
  { width, height }: { readonly width: number; readonly height: number },
): boolean {
  if (box.length !== 4 || !box.every(isNumber)) return false;
  const [left = 0, top = 0, third = 0, fourth = 0] = box;
  const [right, bottom] = layout === 'xyxy' ? [third, fourth] : [left + third, top + fourth];
  return left >= 0 && top >= 0 && right > left && bottom > top && right <= width && bottom <= height;
}
