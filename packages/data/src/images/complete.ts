import type { ImageFormat, ReadAt } from './header.ts';
import { jpegScan } from './jpeg.ts';
import { tiffEnd } from './tiff.ts';

/** What programs write behind an image's end is shorter than this, nearly always. */
const TAIL_BYTES = 64 * 1024;

/** Whether a file of so many bytes holds all of the image that its header promises. */
type IsComplete = (read: ReadAt, size: number) => Promise<boolean>;

const tail = (read: ReadAt, size: number, from = 0): Promise<Buffer> => {
  const start = Math.max(from, size - TAIL_BYTES);
  return read(start, size - start);
};

const COMPLETE: Readonly<Record<ImageFormat, IsComplete>> = {
  // PNG, third edition, 5.6: IEND comes last
  png: async (read, size) => (await tail(read, size)).includes('IEND', 0, 'latin1'),
  // ITU-T T.81, B.1.1.5: in coded data 0xff is never followed by EOI, and a thumbnail's stands before the scan
  jpeg: async (read, size) => {
    const scan = await jpegScan(read);
    return scan !== null && (await tail(read, size, scan)).includes(Buffer.from([0xff, 0xd9]));
  },
  // GIF89a, 27: the trailer; zeros may fill up the last block
  gif: async (read, size) => (await tail(read, size)).findLast((byte) => byte !== 0) === 0x3b,
  // RFC 9649, 2.3: the RIFF header counts what follows it
  webp: async (read, size) => (await read(4, 4)).readUInt32LE(0) + 8 <= size,
  bmp: async (read, size) => (await bmpEnd(read)) <= size,
  tiff: async (read, size) => (await tiffEnd(read)) <= size,
};

const BMP_CORE = 12;
/** BI_RGB and BI_BITFIELDS: rows of whole 32-bit words; any other form says how many bytes it has. */
const BMP_ROWS = [0, 3];

/** Where the pixels of BITMAPFILEHEADER's bfOffBits end (Windows GDI). */
async function bmpEnd(read: ReadAt): Promise<number> {
  const head = await read(0, 38);
  const offset = head.readUInt32LE(10);
  const isCore = head.readUInt32LE(14) === BMP_CORE;
  if (!isCore && !BMP_ROWS.includes(head.readUInt32LE(30))) return offset + head.readUInt32LE(34);
  const [width, height, bits] = isCore
    ? [head.readUInt16LE(18), head.readUInt16LE(20), head.readUInt16LE(24)]
    : [head.readInt32LE(18), Math.abs(head.readInt32LE(22)), head.readUInt16LE(28)];
  return offset + Math.ceil((width * bits) / 32) * 4 * height;
}

/** Whether the image ends in the file: one that was cut off is read by no trainer, or is half grey. */
export const isComplete = (format: ImageFormat, read: ReadAt, size: number): Promise<boolean> =>
  COMPLETE[format](read, size).catch((error: unknown) => {
    if (error instanceof RangeError) return false; // shorter than its own header says
    throw error;
  });
