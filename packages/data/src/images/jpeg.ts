import type { ReadHeader } from './header.ts';

/** More segments before the frame than the 255 of a colour profile and the metadata of any camera. */
const MOST_SEGMENTS = 1_000;
/** Markers without a length: TEM, RST0 to RST7 (ITU-T T.81, table B.1). */
const isAlone = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);
/** SOF0 to SOF15, without DHT, JPG and DAC, which share their range. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
const END = 0xd9;
const SCAN = 0xda;

/** ITU-T T.81, B.1 and B.2.2: segments up to the frame header, which has precision, lines, samples and components. */
export const jpeg: ReadHeader = async (read) => {
  if ((await read(0, 2)).toString('hex') !== 'ffd8') return null;
  let offset = 2;
  for (let segment = 0; segment < MOST_SEGMENTS; segment++) {
    const head = await read(offset, 10);
    if (head.length < 4 || head.readUInt8(0) !== 0xff) return null;
    const marker = head.readUInt8(1);
    if (marker === END || marker === SCAN) return null;
    if (isFrame(marker))
      return head.length < 10
        ? null
        : {
            width: head.readUInt16BE(7),
            height: head.readUInt16BE(5),
            channels: (await read(offset + 9, 1)).readUInt8(0),
          };
    if (marker === 0xff) offset += 1;
    else if (isAlone(marker)) offset += 2;
    else offset += 2 + head.readUInt16BE(2);
  }
  return null;
};
