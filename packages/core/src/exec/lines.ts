import { StringDecoder } from 'node:string_decoder';

/** A longer line is cut: memory stays bounded whatever a child prints. Characters. */
const MAX_LINE = 64 * 1024;
const CUT = ' ... [line cut]';

export interface LineSplitter {
  write(chunk: Uint8Array): void;
  /** hands over the last line, if it has no line break */
  end(): void;
}

/**
 * Splits bytes (UTF-8, invalid bytes replaced) into lines at `\n`, `\r\n` and lone `\r` (progress bars redraw with it).
 * Lines are given without their line break; `redrawn` says that a lone `\r` ended the line, so that the next one takes
 * its place on a terminal (a `\r\n` that two chunks share is taken for one).
 */
export function lineSplitter(onLine: (line: string, redrawn: boolean) => void): LineSplitter {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let afterReturn = false;
  const take = (text: string) => {
    const usable = afterReturn && text.startsWith('\n') ? text.slice(1) : text;
    if (text !== '') afterReturn = text.endsWith('\r');
    const parts = usable.split(/(\r\n|\r|\n)/);
    parts[0] = bounded(rest + (parts[0] ?? ''));
    rest = parts.pop() ?? '';
    for (let at = 0; at < parts.length; at += 2) onLine(bounded(parts[at] ?? ''), parts[at + 1] === '\r');
  };
  return {
    write: (chunk) => take(decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))),
    end: () => {
      take(decoder.end());
      if (rest !== '') onLine(rest, false);
      rest = '';
    },
  };
}

const bounded = (line: string): string =>
  line.length <= MAX_LINE || line.endsWith(CUT) ? line.slice(0, MAX_LINE + CUT.length) : line.slice(0, MAX_LINE) + CUT;
