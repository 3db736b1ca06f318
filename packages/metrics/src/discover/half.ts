/** FNV-1a, 32 bits (Fowler, Noll and Vo): its offset basis and prime. */
const OFFSET = 0x811c9dc5;
const PRIME = 0x01000193;
/** The lowest bits of FNV are its weakest; the halves go by one in the middle. */
const MIDDLE = 16;

/** 1 for the rows of the half that is searched: by a hash of the id, so that the file's order changes nothing. */
export function firstHalf(ids: readonly string[] | null, rows: number): Uint8Array {
  const half = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) half[row] = ids === null ? row % 2 : (hashed(ids[row] ?? '') >>> MIDDLE) & 1;
  return half;
}

function hashed(text: string): number {
  let hash = OFFSET;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), PRIME);
  return hash >>> 0;
}
