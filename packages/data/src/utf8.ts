import { isUtf8 } from 'node:buffer';

/** Bits that tell the bytes of UTF-8 apart: 10xxxxxx continues a character, 11xxxxxx begins one of several bytes. */
const MARK = 0xc0;
const CONTINUES = 0x80;
const MOST_BYTES = 4;

/** The number of bytes up to the last character that may go on behind them. */
export function wholeCharacters(bytes: Uint8Array): number {
  const floor = Math.max(0, bytes.length - MOST_BYTES);
  for (let at = bytes.length - 1; at >= floor; at--) {
    const byte = bytes[at] ?? 0;
    if ((byte & MARK) === MARK) return at;
    if ((byte & MARK) !== CONTINUES) return bytes.length;
  }
  return bytes.length;
}

/** The number of bytes before the first that are no UTF-8, to within a character; -1 where all are. */
export function firstInvalid(bytes: Uint8Array): number {
  if (isUtf8(bytes)) return -1;
  let [valid, invalid] = [0, bytes.length];
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1;
    const head = bytes.subarray(0, middle);
    if (isUtf8(head.subarray(0, wholeCharacters(head)))) valid = middle;
    else invalid = middle;
  }
  return valid;
}
