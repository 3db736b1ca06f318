import { wholeCharacters } from './utf8.ts';

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const CR = 0x0d;

/** The bytes of UTF-8 text without its byte-order mark, in pieces that cut no character and no CRLF in two. */
export async function* pieces(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  let isBegun = false;
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const end: number = isBegun || bytes.length >= BYTE_ORDER_MARK.length ? whole(bytes) : 0;
    if (end > 0) yield isBegun ? bytes.subarray(0, end) : withoutMark(bytes.subarray(0, end));
    isBegun ||= end > 0;
    rest = bytes.subarray(end);
  }
  yield isBegun ? rest : withoutMark(rest);
}

/** Bytes to which no later byte belongs. */
function whole(bytes: Buffer): number {
  const characters = wholeCharacters(bytes);
  return bytes[characters - 1] === CR ? characters - 1 : characters;
}

const withoutMark = (bytes: Buffer): Buffer =>
  BYTE_ORDER_MARK.every((byte, at) => bytes[at] === byte) ? bytes.subarray(BYTE_ORDER_MARK.length) : bytes;
