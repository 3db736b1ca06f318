import type { Header, ReadHeader } from './header.ts';

const PNG_SIGNATURE = '89504e470d0a1a0a';
/** Channels by colour type (PNG, third edition, 11.2.1): grey, RGB, palette of RGB, grey and alpha, RGB and alpha. */
const PNG_CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 3, 4: 2, 6: 4 };

/** PNG, third edition, 5.2 and 11.2.1: the signature, then IHDR. */
export const png: ReadHeader = async (read) => {
  const head = await read(0, 26);
  if (head.length < 26 || head.toString('hex', 0, 8) !== PNG_SIGNATURE || head.toString('latin1', 12, 16) !== 'IHDR')
    return null;
  return {
    width: head.readUInt32BE(16),
    height: head.readUInt32BE(20),
    channels: PNG_CHANNELS[head.readUInt8(25)] ?? 0,
  };
};

/** GIF89a, 17 and 18: the signature, then the logical screen. */
export const gif: ReadHeader = async (read) => {
  const head = await read(0, 10);
  if (head.length < 10 || !/^GIF8[79]a$/.test(head.toString('latin1', 0, 6))) return null;
  return { width: head.readUInt16LE(6), height: head.readUInt16LE(8), channels: 3 };
};

/** BITMAPCOREHEADER is the only header of 12 bytes; all later ones begin as BITMAPINFOHEADER (Windows GDI). */
const BMP_CORE = 12;
/** Headers from this size on have a mask for alpha; the fourth byte of a pixel without masks is unused. */
const BMP_ALPHA = 56;
const BMP_BITFIELDS = 3;

/** BITMAPFILEHEADER of 14 bytes, then one of the headers; a negative height means rows from the top. */
export const bmp: ReadHeader = async (read) => {
  const head = await read(0, 34);
  if (head.length < 34 || head.toString('latin1', 0, 2) !== 'BM') return null;
  const size = head.readUInt32LE(14);
  const isCore = size === BMP_CORE;
  const bits = head.readUInt16LE(isCore ? 24 : 28);
  const [width, height] = isCore
    ? [head.readUInt16LE(18), head.readUInt16LE(20)]
    : [head.readInt32LE(18), Math.abs(head.readInt32LE(22))];
  const hasAlpha = bits === 32 && size >= BMP_ALPHA && head.readUInt32LE(30) === BMP_BITFIELDS;
  return { width, height, channels: hasAlpha ? 4 : 3 };
};

/** RFC 9649, 2: a RIFF file whose first chunk is `VP8 `, `VP8L` or `VP8X`. */
export const webp: ReadHeader = async (read) => {
  const head = await read(0, 30);
  if (head.length < 30 || head.toString('latin1', 0, 4) !== 'RIFF' || head.toString('latin1', 8, 12) !== 'WEBP')
    return null;
  return WEBP_CHUNKS[head.toString('latin1', 12, 16)]?.(head) ?? null;
};

const WEBP_CHUNKS: Readonly<Record<string, (head: Buffer) => Header | null>> = {
  // RFC 6386, 9.1: three bytes of tag, the start code, 14 bits each
  'VP8 ': (head) =>
    head.toString('hex', 23, 26) === '9d012a'
      ? { width: head.readUInt16LE(26) & 0x3fff, height: head.readUInt16LE(28) & 0x3fff, channels: 3 }
      : null,
  // RFC 9649, 3.4: the signature 0x2f, 14 bits each, one of alpha
  VP8L: (head) => {
    if (head.readUInt8(20) !== 0x2f) return null;
    const bits = head.readUInt32LE(21);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1, channels: (bits >>> 28) & 1 ? 4 : 3 };
  },
  // RFC 9649, 2.7: flags, 24 bits each
  VP8X: (head) => ({
    width: head.readUIntLE(24, 3) + 1,
    height: head.readUIntLE(27, 3) + 1,
    channels: head.readUInt8(20) & 0x10 ? 4 : 3,
  }),
};
