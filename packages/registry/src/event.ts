import { canonical, parseJson } from '@ml-actions/core/json/canonical';
import { sha256 } from '@ml-actions/core/json/digest';
import { type Event, eventSchema } from '@ml-actions/core/record/chain';
import type { RunIdentity } from '@ml-actions/core/record/predicate/header';
import { layout } from '@ml-actions/core/store/layout';
import type { StoreView } from '@ml-actions/core/store/store';

/** What an event says beside its place in the chain. */
export interface EventDraft {
  readonly type: string;
  /** ISO 8601 */
  readonly at: string;
  readonly [fact: string]: unknown;
}

/** Where the next event of a chain goes. */
export interface ChainHead {
  readonly length: number;
  /** digest of the last event's file; null before the first */
  readonly last: string | null;
}

export interface Link {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly sha256: string;
  /** the chain's head once this event is written */
  readonly head: ChainHead;
}

/** An event as it stands in the store. */
export interface StoredEvent {
  readonly path: string;
  readonly event: Event;
  readonly sha256: string;
}

/** `.../0003-alias-set.json` and `.../3.json` are the third of their chain. */
export const sequenceOf = (path: string): number => Number.parseInt(path.slice(path.lastIndexOf('/') + 1), 10);

/** Who caused an event: numeric ids, no names. */
export const cause = ({ runId, runAttempt, actorId }: RunIdentity) => ({ runId, runAttempt, actorId });

const SEQUENCE_DIGITS = 4;

/**
 * The head of a version's chain of events. Its first event (the intent) names the first event of the version before,
 * so that the versions of a model hang together too.
 */
export async function versionHead(view: StoreView, name: string, version: number): Promise<ChainHead> {
  const paths = await view.list(layout.events(name, version));
  const last = paths.at(-1);
  if (last !== undefined) return { length: paths.length, last: await digestAt(view, last) };
  const [before] = version > 1 ? await view.list(layout.events(name, version - 1)) : [];
  return { length: 0, last: before === undefined ? null : await digestAt(view, before) };
}

/** The next event of a version; `models/<name>/events/<version>/<sequence>-<type>.json`. */
export function versionEvent(head: ChainHead, name: string, version: number, draft: EventDraft, suffix = ''): Link {
  const sequence = String(head.length + 1).padStart(SEQUENCE_DIGITS, '0');
  return link(head, layout.event(name, version, `${sequence}-${draft.type}${suffix}`), draft);
}

/** The head of a chain of deployments, `deployments/<environment>/<model>/<n>.json`. */
export async function deploymentHead(view: StoreView, environment: string, model: string): Promise<ChainHead> {
  const { length } = await view.list(layout.deployments(environment, model));
  if (length === 0) return { length, last: null };
  return { length, last: await digestAt(view, layout.deployment(environment, model, length)) };
}

/** The next event of a chain of deployments. */
export const deploymentEvent = (head: ChainHead, environment: string, model: string, draft: EventDraft): Link =>
  link(head, layout.deployment(environment, model, head.length + 1), draft);

function link(head: ChainHead, path: string, draft: EventDraft): Link {
  const bytes = Buffer.from(canonical({ ...draft, previous: head.last }));
  const digest = sha256(bytes);
  return { path, bytes, sha256: digest, head: { length: head.length + 1, last: digest } };
}

/** Reads an event. @throws InputError when the file is none */
export function decodeEvent(bytes: Uint8Array, path: string): Event {
  return eventSchema.parse(parseJson(bytes, path));
}

async function digestAt(view: StoreView, path: string): Promise<string> {
  return sha256((await view.read(path)) ?? new Uint8Array());
}
