import type { ReadAt, ReadHeader } from './header.ts';

/** Tags of TIFF 6.0, section 8 (ImageWidth, ImageLength, SamplesPerPixel ...) and of 15 (tiles). */
const TAGS = { width: 256, height: 257, photometric: 262, channels: 277 } as const;
/** Where the pieces of the image start, and how long they are: strips, or tiles. */
const PIECES = [
  [273, 279],
  [324, 325],
] as const;
const SHORT = 3;
const PALETTE = 3;
const ENTRY = 12;
/** Bytes of a value by its type, from 1 on (TIFF 6.0, section 2): BYTE, ASCII, SHORT, LONG, RATIONAL ... DOUBLE. */
const WIDTHS = [1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8];

/** A field of a directory: its only value, or where its values stand. */
interface Field {
  readonly value: number;
  readonly values: () => Promise<number[]>;
  /** where they end, if not in the field itself */
  readonly end: number;
}

/** TIFF 6.0, section 2: byte order, 42, the offset of the first directory; a palette is one sample and three channels. */
export const tiff: ReadHeader = async (read) => {
  const fields = await directory(read);
  if (!fields) return null;
  const valueOf = (tag: number): number | undefined => fields.get(tag)?.value;
  const isPalette = valueOf(TAGS.photometric) === PALETTE;
  return {
    width: valueOf(TAGS.width) ?? 0,
    height: valueOf(TAGS.height) ?? 0,
    channels: isPalette ? 3 : (valueOf(TAGS.channels) ?? 1),
  };
};

/** Where the last piece of the first image ends, or the last value of its fields. */
export async function tiffEnd(read: ReadAt): Promise<number> {
  const fields = await directory(read);
  let end = Number.POSITIVE_INFINITY;
  for (const [starts, lengths] of PIECES) {
    const [start, length] = [await fields?.get(starts)?.values(), await fields?.get(lengths)?.values()];
    if (start && length && start.length === length.length)
      end = start.reduce((last, from, at) => Math.max(last, from + (length[at] ?? 0)), 0);
  }
  return [...(fields?.values() ?? [])].reduce((last, field) => Math.max(last, field.end), end);
}

/** Numbers in the file's order of bytes. */
interface Numbers {
  readonly short: (bytes: Buffer, at: number) => number;
  readonly long: (bytes: Buffer, at: number) => number;
}
const LITTLE: Numbers = { short: (bytes, at) => bytes.readUInt16LE(at), long: (bytes, at) => bytes.readUInt32LE(at) };
const BIG: Numbers = { short: (bytes, at) => bytes.readUInt16BE(at), long: (bytes, at) => bytes.readUInt32BE(at) };
const ORDERS: Readonly<Record<string, Numbers>> = { '49492a00': LITTLE, '4d4d002a': BIG };

/** The fields of the first directory by their tags; null where there is none. */
async function directory(read: ReadAt): Promise<ReadonlyMap<number, Field> | null> {
  const head = await read(0, 8);
  const numbers = ORDERS[head.toString('hex', 0, 4)];
  if (head.length < 8 || !numbers) return null;
  const offset = numbers.long(head, 4);
  const count = await read(offset, 2);
  if (count.length < 2) return null;
  const size = numbers.short(count, 0) * ENTRY;
  const entries = await read(offset + 2, size);
  if (entries.length < size) return null;
  const fields = new Map<number, Field>();
  for (let at = 0; at < size; at += ENTRY)
    fields.set(numbers.short(entries, at), fieldOf(entries.subarray(at, at + ENTRY), numbers, read));
  return fields;
}

function fieldOf(entry: Buffer, { short, long }: Numbers, read: ReadAt): Field {
  const [type, count, own] = [short(entry, 2), long(entry, 4), entry.subarray(8)];
  const [number, width] = type === SHORT ? ([short, 2] as const) : ([long, 4] as const);
  const bytes = count * (WIDTHS[type - 1] ?? 0);
  return {
    value: number(own, 0),
    end: bytes <= own.length ? 0 : long(own, 0) + bytes,
    async values() {
      const length = count * width;
      const all = length <= own.length ? own : await read(long(own, 0), length);
      if (all.length < length) throw new RangeError('the values lie behind the end of the file');
      return Array.from({ length: count }, (_, nth) => number(all, nth * width));
    },
  };
}
