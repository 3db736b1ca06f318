import { createWriteStream } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { inputProblem } from '../error.ts';
import { quoted } from '../path/inside.ts';
import type { GitHub } from './client.ts';

/** One artifact of a run: its name and bytes are the run's word, its id and size are GitHub's. */
export interface ArtifactFacts {
  readonly id: number;
  readonly name: string;
  /** bytes of the archive */
  readonly size: number;
}

const pageSize = 100;

/** The artifacts of a run that have not expired, newest first. @throws GitHubError */
export async function artifactsOfRun(github: GitHub, runId: number): Promise<readonly ArtifactFacts[]> {
  const all = await github.use((octokit, at) =>
    octokit.paginate(octokit.rest.actions.listWorkflowRunArtifacts, { ...at, run_id: runId, per_page: pageSize }),
  );
  return all.filter(({ expired }) => !expired).map(({ id, name, size_in_bytes: size }) => ({ id, name, size }));
}

/**
 * Downloads an artifact's archive to a file, and stops at the limit whatever the listing said.
 *
 * @throws InputError when it is larger than `most` bytes; GitHubError
 */
export async function downloadArtifact(
  github: GitHub,
  { id, name, size }: ArtifactFacts,
  file: string,
  most: number,
): Promise<void> {
  if (size > most) throw tooLarge(name, most);
  const { data } = await github.use((octokit, at) =>
    octokit.rest.actions.downloadArtifact({
      ...at,
      artifact_id: id,
      archive_format: 'zip',
      request: { parseSuccessResponseBody: false },
    }),
  );
  await pipeline(Readable.fromWeb(data as never), limited(name, most), createWriteStream(file));
}

function limited(name: string, most: number): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      if (seen > most) done(tooLarge(name, most));
      else done(null, chunk);
    },
  });
}

const tooLarge = (name: string, most: number) =>
  inputProblem({ where: `artifact ${quoted(name)}`, what: 'is too large', expected: `at most ${most} bytes` });
