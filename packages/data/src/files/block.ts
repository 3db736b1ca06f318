import { access, readFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { inputProblem } from '@ml-actions/core/error';
import { inside, quoted } from '@ml-actions/core/path/inside';
import {
  type Block,
  type Counted,
  counted,
  type Files,
  type Measured,
  measured,
  type Situation,
  together,
} from '../block.ts';
import { digestFiles } from '../fingerprint.ts';
import type { RuleResult } from '../result.ts';
import type { Source } from '../source.ts';

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
          results.push(...(await together(source.name, [sums], async () => [await summed(situation, source, sums)])));
      }
      return results;
    },
  };
};

/** Files whose bytes are not those of the manifest, that it does not list, or that it lists and nobody has. */
async function summed(
  { files, sources }: Situation,
  source: Source,
  claim: NonNullable<FilesAsked['sums']>,
): Promise<RuleResult> {
  const listed = await readSums(claim.path, files);
  const own = (await digestFiles(source)).files;
  const wrong = own.filter(({ path, sha256 }) => listed.get(resolve(files.workspace, path)) !== sha256);
  const gone = await goneOf([...listed.keys()], sources, files);
  const notes = [
    ...(wrong.length > 0 ? [`other bytes than in ${claim.path}: ${named(wrong.map(({ path }) => path))}`] : []),
    ...(gone.length > 0 ? [`listed in ${claim.path} and not there: ${named(gone)}`] : []),
  ];
  return counted(source.name, claim, wrong.length + gone.length, own.length + gone.length, notes.join('; '));
}

/** What a manifest lists and neither an input nor the disk has; it may list the files of several inputs, and others. */
async function goneOf(
  listed: readonly string[],
  sources: Situation['sources'],
  { workspace }: Files,
): Promise<readonly string[]> {
  const known = new Set(sources.flatMap(({ files }) => files.map(({ path }) => resolve(workspace, path))));
  const gone: string[] = [];
  for (const path of listed)
    if (!(known.has(path) || (await isThere(path)))) gone.push(relative(workspace, path).replaceAll('\\', '/'));
  return gone;
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

const named = (paths: readonly string[]): string => paths.slice(0, MOST_NAMED).map(quoted).join(', ');
const MOST_NAMED = 5;
/** A line of `sha256sum`: the digest, a space, a space or `*`, the path. */
const LINE = /^([0-9a-f]{64}) [ *](.+)$/;

/** Digests by absolute path; paths in the file are relative to its directory. @throws InputError */
async function readSums(path: string, { workspace, base }: Files): Promise<ReadonlyMap<string, string>> {
  const name = relative(workspace, resolve(base, path));
  const file = await inside(workspace, name, 'sums');
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw inputProblem({
      where: name,
      what: 'cannot be read',
      got: error.code ?? 'an error',
      expected: 'a file of sha256sum',
    });
  });
  const folder = dirname(resolve(workspace, name));
  return new Map(
    text
      .split(/\r?\n/)
      .filter((line) => line.trim() !== '')
      .map((line, at) => {
        const [, digest = '', file = ''] = LINE.exec(line) ?? [];
        if (file !== '') return [resolve(folder, file), digest];
        throw inputProblem({ where: `${name}:${at + 1}`, what: 'is no line of sha256sum', expected: 'DIGEST  PATH' });
      }),
  );
}
