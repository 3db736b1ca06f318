import { sha256 } from '@ml-actions/core/json/digest';
import type { Event } from '@ml-actions/core/record/chain';
import type { VersionRecord } from '@ml-actions/core/reference/find-version';
import { layout } from '@ml-actions/core/store/layout';
import type { StoreView } from '@ml-actions/core/store/store';
import { decodeEvent, type StoredEvent, sequenceOf } from './event.ts';

/** The events below a prefix (one chain), in order. */
export async function readChain(view: StoreView, prefix: string): Promise<readonly StoredEvent[]> {
  const paths = [...(await view.list(prefix))].sort((a, b) => sequenceOf(a) - sequenceOf(b));
  const events: StoredEvent[] = [];
  for (const path of paths) {
    const bytes = (await view.read(path)) ?? new Uint8Array();
    events.push({ path, event: decodeEvent(bytes, path), sha256: sha256(bytes) });
  }
  return events;
}

/** The first link that does not follow the one before it; null when the chain holds. The first link is not judged. */
export function brokenLink(events: readonly StoredEvent[]): StoredEvent | null {
  const follows = ({ path, event }: StoredEvent, index: number) =>
    sequenceOf(path) === index + 1 && (index === 0 || event.previous === events[index - 1]?.sha256);
  return events.find((link, index) => !follows(link, index)) ?? null;
}

/** Why a version's record cannot be the one that was registered; null when its chain says it is. */
export async function versionProblem(view: StoreView, version: VersionRecord): Promise<string | null> {
  const { name, modelVersion } = version.predicate;
  const events = await readChain(view, layout.events(name, modelVersion ?? 0));
  const broken = brokenLink(events);
  if (broken) return `${broken.path} does not follow the event before it`;
  const registered = events.find(({ event }) => event.type === 'registered');
  return registered?.event.record === version.sha256 ? null : 'its record is not the file that was registered';
}

/** The deployments of a model to an environment, oldest first. */
export const readDeployments = async (view: StoreView, environment: string, model: string): Promise<readonly Event[]> =>
  (await readChain(view, layout.deployments(environment, model))).map(({ event }) => event);
