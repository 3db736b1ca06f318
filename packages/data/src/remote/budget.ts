import { statfs } from 'node:fs/promises';
import { inputProblem } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';

/** Bytes that all objects of a run may have together (`max-bytes`), and the disk that takes them. */
export interface Budget {
  /** @throws InputError when `bytes` more are too many */
  readonly spend: (bytes: number, uri: string) => void;
  /** @throws InputError when an object that tells its size cannot fit */
  readonly foresee: (bytes: number, uri: string) => Promise<void>;
}

export function budgetOf(most: number | undefined, directory: string): Budget {
  let spent = 0;
  const check = (bytes: number, uri: string): void => {
    if (most === undefined || spent + bytes <= most) return;
    throw inputProblem({
      where: 'max-bytes',
      what: `${quoted(uri)} is too large`,
      got: `more than ${spent + bytes - 1} bytes in all`,
      expected: `at most ${most}`,
    });
  };
  return {
    spend(bytes, uri) {
      check(bytes, uri);
      spent += bytes;
    },
    async foresee(bytes, uri) {
      check(bytes, uri);
      const { bavail, bsize } = await statfs(directory);
      if (bytes <= bavail * bsize) return;
      throw inputProblem({
        where: 'remote',
        what: `${quoted(uri)} does not fit on the disk`,
        got: `${bytes} bytes, ${bavail * bsize} free`,
      });
    },
  };
}
