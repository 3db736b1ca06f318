import { readDocument } from '../read.ts';
import type { Listed, ReadLayout } from './layout.ts';

/** A layout whose metrics all stand in one of its files. `among`: how many such files there were. */
export const oneFile =
  (chosen: Listed, among: number, chosenAs: string): ReadLayout =>
  async (where) => {
    const { metrics, note } = await readDocument(await chosen.read(), `${where}/${chosen.path}`);
    const picked = among > 1 ? `${chosen.path}, ${chosenAs} of ${among}` : null;
    return { metrics, files: [chosen.path], note: [picked, note].filter(Boolean).join('; ') || null };
  };

/** The files whose path matches, with the number that its first group captures; the highest first. */
export const numbered = (
  files: readonly Listed[],
  pattern: RegExp,
): { file: Listed; parent: string; number: number }[] =>
  files
    .flatMap((file) => {
      const found = pattern.exec(file.path);
      return found ? [{ file, parent: found.input.slice(0, found.index), number: Number(found[1]) }] : [];
    })
    .sort((a, b) => b.number - a.number);
