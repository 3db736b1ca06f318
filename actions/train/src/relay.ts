import type { Stream } from '@ml-actions/core/exec/command';
import type { Log } from '@ml-actions/core/runner/log';

/** A redrawn line (progress bar) is shown at most this often per stream; its last state always. */
const REDRAW_MS = 1_000;
/** Lines are handed on in blocks: one write per block, bounded memory. Characters. */
const BLOCK = 64 * 1024;
/** Shown when a run fails. */
export const TAIL_LINES = 50;
const TAIL_LINE = 500;

export interface Relay {
  line(text: string, stream: Stream, redrawn: boolean): void;
  /** hands over what is still held back */
  end(): void;
  /** the last lines that were shown, oldest first */
  tail(): readonly string[];
}

interface Redrawn {
  pending: string | undefined;
  shownAt: number;
}

/** Passes a command's output on to the log: inert (the log sees to that), in order, at a bounded rate and size. */
export function relay(log: Pick<Log, 'info'>, now: () => number): Relay {
  const redraws: Record<Stream, Redrawn> = {
    stdout: { pending: undefined, shownAt: 0 },
    stderr: { pending: undefined, shownAt: 0 },
  };
  const tail: string[] = [];
  let block: string[] = [];
  let size = 0;
  const flush = () => {
    if (block.length > 0) log.info(block.join('\n'));
    block = [];
    size = 0;
  };
  const show = (text: string) => {
    if (block.length === 0) setImmediate(flush);
    block.push(text);
    size += text.length;
    if (size > BLOCK) flush();
    tail.push(text.slice(0, TAIL_LINE));
    if (tail.length > 2 * TAIL_LINES) tail.splice(0, TAIL_LINES);
  };
  const settle = (state: Redrawn) => {
    if (state.pending !== undefined) show(state.pending);
    state.pending = undefined;
  };
  return {
    line(text, stream, redrawn) {
      const state = redraws[stream];
      if (!redrawn) {
        settle(state);
        return show(text);
      }
      if (text !== '') state.pending = text;
      if (now() - state.shownAt < REDRAW_MS) return;
      state.shownAt = now();
      settle(state);
    },
    end() {
      settle(redraws.stdout);
      settle(redraws.stderr);
      flush();
    },
    tail: () => tail.slice(-TAIL_LINES),
  };
}
