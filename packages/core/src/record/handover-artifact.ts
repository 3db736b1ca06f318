import { ServiceError } from '../error.ts';
import type { Handover } from './handover.ts';

interface OtherRun {
  readonly token: string;
  readonly owner: string;
  readonly repo: string;
}

/**
 * GitHub's artifact service through @actions/artifact, loaded on first use. Bundles of this run travel with the job's
 * own runtime token; those of another run need the GitHub token (`actions: read`).
 */
export function artifactHandover(runId: string, other: OtherRun): Handover {
  const client = async () => new (await import('@actions/artifact')).DefaultArtifactClient();
  const findBy = (run: string) =>
    run === runId
      ? {}
      : {
          findBy: {
            token: other.token,
            workflowRunId: Number(run),
            repositoryOwner: other.owner,
            repositoryName: other.repo,
          },
        };
  return {
    description: "the run's artifacts",
    async publish(name, root, files, retentionDays) {
      await explain('upload', name, async () =>
        (await client()).uploadArtifact(name, [...files], root, retentionDays === undefined ? {} : { retentionDays }),
      );
    },
    async list(prefix, run) {
      const { artifacts } = await explain('list', prefix, async () =>
        (await client()).listArtifacts({ latest: true, ...findBy(run) }),
      );
      return artifacts.map(({ name }) => name).filter((name) => name.startsWith(prefix));
    },
    async fetch(name, run, into) {
      await explain('download', name, async () => {
        const artifacts = await client();
        const { artifact } = await artifacts.getArtifact(name, findBy(run));
        await artifacts.downloadArtifact(artifact.id, { path: into, ...findBy(run) });
      });
    },
  };
}

async function explain<T>(verb: string, name: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ServiceError(
      `artifact ${name}: could not ${verb} (got ${why}). Set \`handover: file:DIR\` in ml-actions.yml where the artifact service is missing.`,
      { cause },
    );
  }
}
