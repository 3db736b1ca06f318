import { relative, resolve } from 'node:path';
import { quoted } from '@ml-actions/core/path/inside';
import { type Block, type Counted, counted, type Files, type Measured, measured, together } from '../block.ts';
import { digestFiles } from '../fingerprint.ts';
import type { RuleResult } from '../result.ts';
import type { Source } from '../source.ts';
import { isNamedBy } from '../source-files.ts';
import { readSums } from './sums.ts';

/** What the files of an input are, before anybody reads rows. */
export interface FilesAsked {
  readonly count: Measured | null;
  readonly bytes: Measured | null;
  /** a file of `sha256sum`, relative to where the contract's paths start */
  readonly sums: (Counted & { readonly path: string }) | null;
}

export const filesBlock = ({ count, bytes, sums }: FilesAsked): Block => {
  const claims = [count, bytes, sums].filter((claim) => claim !== null);
  return {
    claims,
    inputs: [],
    where: null,
    parts: { by: 'rows', columns: () => [], not: [] },
    async evaluate(situation) {
      const results: RuleResult[] = [];
      for (const source of situation.sources) {
        if (count) results.push(measured(source.name, count, source.files.length, 'files'));
        if (bytes) results.push(measured(source.name, bytes, source.bytes, 'bytes'));
        if (sums)
          results.push(
            ...(await together(source.name, [sums], async () => [await summed(situation.files, source, sums)])),
          );
      }
      return results;
    },
  };
};

/**
 * Files of the input whose bytes are not those of the manifest, that it does not list, or that it lists and the input has
 * not. What it lists beside the input is no data here.
 */
async function summed(files: Files, source: Source, claim: NonNullable<FilesAsked['sums']>): Promise<RuleResult> {
  const listed = await readSums(claim.path, files);
  const known = (path: string): string =>
    relative(files.workspace, resolve(files.workspace, path)).replaceAll('\\', '/');
  const own = (await digestFiles(source)).files.map((file) => ({ ...file, path: known(file.path) }));
  const there = new Set(own.map(({ path }) => path));
  const unlisted = own.filter(({ path }) => !listed.has(path)).map(({ path }) => path);
  const other = own.filter(({ path, sha256 }) => (listed.get(path) ?? sha256) !== sha256).map(({ path }) => path);
  const named = source.paths.map(known);
  const gone = [...listed.keys()].filter((path) => !there.has(path) && named.some((name) => isNamedBy(name, path)));
  const notes = [
    ...(other.length > 0 ? [`other bytes than in ${claim.path}: ${told(other)}`] : []),
    ...(unlisted.length > 0 ? [`not in ${claim.path}: ${told(unlisted)}`] : []),
    ...(gone.length > 0 ? [`listed in ${claim.path} and not there: ${told(gone)}`] : []),
  ];
  const failing = other.length + unlisted.length + gone.length;
  return counted(source.name, claim, failing, own.length + gone.length, notes.join('; '));
}

const told = (paths: readonly string[]): string => paths.slice(0, MOST_NAMED).map(quoted).join(', ');
const MOST_NAMED = 5;
