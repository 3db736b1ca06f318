import { aliasSchema, eventSchema } from '@ml-actions/core/record/chain';
import type { RegisterModelPredicate } from '@ml-actions/core/record/predicate/register-model';
import { layout } from '@ml-actions/core/store/layout';
import { gitMaybe } from '../../../../test/support/github/git.ts';
import { ENVIRONMENT, MODEL, STORE, type Stage } from './stage.ts';

/** What the record store says, as a person who reads the branch sees it. */
export interface RegistryView {
  readonly versions: readonly VersionView[];
  readonly aliases: Readonly<Record<string, number>>;
  readonly events: readonly EventView[];
  /** of the environment, oldest first */
  readonly deployments: readonly EventView[];
}

export interface VersionView {
  readonly version: number;
  readonly digest: string;
  readonly commit: string;
  readonly metrics: Readonly<Record<string, number>>;
  readonly verdict: string;
  readonly assurance: string;
  readonly createdAt: string;
  readonly bytes: number;
}

export interface EventView {
  readonly version: string;
  readonly type: string;
  readonly at: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** A statement, bare or in a DSSE envelope. */
export function predicateOf(text: string): unknown {
  const record = JSON.parse(text) as { predicate?: unknown; payload?: string };
  if (record.payload === undefined) return record.predicate;
  return (JSON.parse(Buffer.from(record.payload, 'base64').toString()) as { predicate: unknown }).predicate;
}

/** Reads the store's branch straight from the repository. */
export async function readRegistry({ repository }: Stage): Promise<RegistryView> {
  const files = async (prefix: string) => {
    const listed = await gitMaybe(repository.gitDir, ['ls-tree', '-r', '--name-only', STORE, '--', prefix]);
    const paths = (listed ?? '').split('\n').filter(Boolean);
    return Promise.all(
      paths.map(
        async (path) => [path, (await gitMaybe(repository.gitDir, ['show', `${STORE}:${path}`])) ?? ''] as const,
      ),
    );
  };
  const versions = (await files(layout.versions(MODEL))).map(([, text]) => versionOf(predicateOf(text)));
  const aliases = (await files(layout.aliases(MODEL))).map(([path, text]) => [
    path.replace(/^.*\/(.*)\.json$/, '$1'),
    aliasSchema.parse(JSON.parse(text)).version,
  ]);
  const events = (await files(layout.history(MODEL))).map(([path, text]) => eventOf(path.split('/').at(-2), text));
  const deployments = (await files(layout.deployments(ENVIRONMENT, MODEL))).map(([, text]) => eventOf('', text));
  return {
    versions: versions.sort((a, b) => a.version - b.version),
    aliases: Object.fromEntries(aliases),
    events: byTime(events),
    deployments: byTime(deployments),
  };
}

const byTime = (events: EventView[]): EventView[] => events.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));

function versionOf(predicate: unknown): VersionView {
  const { modelVersion, modelDigest, run, evaluation, createdAt, files } = predicate as RegisterModelPredicate;
  return {
    version: modelVersion ?? 0,
    digest: modelDigest,
    commit: run.sha,
    metrics: evaluation?.metrics ?? {},
    verdict: evaluation?.verdict ?? 'none',
    assurance: evaluation?.assurance ?? 'none',
    createdAt,
    bytes: files.reduce((sum, { size }) => sum + size, 0),
  };
}

function eventOf(version: string | undefined, text: string): EventView {
  const record = JSON.parse(text) as { predicate?: unknown; payload?: string };
  const event = eventSchema.parse('payload' in record || 'predicate' in record ? predicateOf(text) : record);
  const { type, at, previous: _, ...detail } = event;
  return { version: version ?? '', type, at, detail };
}
