import { GateRefused } from '@ml-actions/core/error';
import { canonical } from '@ml-actions/core/json/canonical';
import type { Alias } from '@ml-actions/core/record/chain';
import type { RunIdentity } from '@ml-actions/core/record/predicate/header';
import { readAlias } from '@ml-actions/core/reference/find-version';
import { layout } from '@ml-actions/core/store/layout';
import type { StoreView } from '@ml-actions/core/store/store';
import * as z from 'zod';
import { type ChainHead, cause, versionEvent } from './event.ts';

/** A name that `NAME:ALIAS` can hold. */
export const aliasName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'letters, digits, `.`, `_`, `-`; at most 100 characters');

export interface AliasMove {
  readonly name: string;
  readonly alias: string;
  readonly version: number;
  /** what the caller saw or demands: a version, null for "no such alias", undefined for whatever is there */
  readonly expected?: number | null | undefined;
  readonly reason: string;
  /** digest of the deployment's event, where a deployment moves the alias */
  readonly deployment?: string;
  readonly run: RunIdentity;
  readonly at: string;
}

export interface MovedAlias {
  readonly writes: ReadonlyMap<string, Uint8Array>;
  /** the version that had the alias before */
  readonly previous: number | null;
  readonly head: ChainHead;
}

/**
 * What to write to move an alias inside a `store.update`: the alias file and the event that explains it. Nothing when
 * the alias is already there.
 *
 * @param head of the version's chain, after the events the caller writes itself
 * @throws GateRefused when another version than the expected one holds the alias
 */
export async function moveAlias(view: StoreView, head: ChainHead, move: AliasMove): Promise<MovedAlias> {
  const { name, alias, version, reason, run, at } = move;
  const current = await readAlias(view, name, alias);
  checkExpected(move, current);
  if (current?.version === version) return { writes: new Map(), previous: current.previous, head };
  const previous = current?.version ?? null;
  const facts = {
    type: 'alias-set',
    at,
    name,
    version,
    alias,
    previousVersion: previous,
    // the event that had set the alias before: an alias's moves are a chain of their own
    replaces: current?.event ?? null,
    reason,
    ...(move.deployment !== undefined && { deployment: move.deployment }),
    ...cause(run),
  };
  const event = versionEvent(head, name, version, facts);
  const file: Alias = { version, previous, event: event.sha256 };
  return {
    writes: new Map([
      [event.path, event.bytes],
      [layout.alias(name, alias), Buffer.from(canonical(file))],
    ]),
    previous,
    head: event.head,
  };
}

/** @throws GateRefused when another version than the expected one holds the alias */
export function checkExpected({ name, alias, expected }: Omit<AliasMove, 'version'>, current: Alias | null): void {
  if (expected === undefined || expected === (current?.version ?? null)) return;
  const wording = (version: number | null) => (version === null ? 'no version' : `version ${version}`);
  throw new GateRefused(
    `${name}:${alias}: the alias was moved meanwhile (got ${wording(current?.version ?? null)}, expected ${wording(expected)}).`,
  );
}
