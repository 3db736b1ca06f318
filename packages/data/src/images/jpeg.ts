import type { ReadAt, ReadHeader } from './header.ts';

/** More segments before the frame than the 255 of a colour profile and the metadata of any camera. */
const MOST_SEGMENTS = 1_000;
/** Markers without a length: TEM, RST0 to RST7 (ITU-T T.81, table B.1). */
const isAlone = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);
/** SOF0 to SOF15, without DHT, JPG and DAC, which share their range. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
const END = 0xd9;
const SCAN = 0xda;

/** The frame header, which has precision, lines, samples and components (ITU-T T.81, B.2.2). */
export const jpeg: ReadHeader = async (read) => {
  const offset = await segmentAt(read, isFrame);
  const head = offset === null ? Buffer.alloc(0) : await read(offset, 10);
  if (head.length < 10) return null;
  return { width: head.readUInt16BE(7), height: head.readUInt16BE(5), channels: head.readUInt8(9) };
};

/** Where the first scan starts: behind a thumbnail, which is an image in a segment before it. */
export const jpegScan = (read: ReadAt): Promise<number | null> => segmentAt(read, (marker) => marker === SCAN);

/** ITU-T T.81, B.1: the first segment of that kind up to the first scan, which no other segment is behind. */
async function segmentAt(read: ReadAt, isWanted: (marker: number) => boolean): Promise<number | null> {
  if ((await read(0, 2)).toString('hex') !== 'ffd8') return null;
  let offset = 2;
  for (let segment = 0; segment < MOST_SEGMENTS; segment++) {
    const head = await read(offset, 4);
    if (head.length < 4 || head.readUInt8(0) !== 0xff) return null;
    const marker = head.readUInt8(1);
    if (isWanted(marker)) return offset;
    if (marker === END || marker === SCAN) return null;
    if (marker === 0xff) offset += 1;
    else if (isAlone(marker)) offset += 2;
    else offset += 2 + head.readUInt16BE(2);
  }
  return null;
}
