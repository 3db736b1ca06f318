import type { ActionName } from '../record/predicate/header.ts';
import type { Action } from './action.ts';

/** Loads one action; the bundle's chunks are loaded this way, so that a run only pays for what it uses. */
export type Load = <A extends ActionName>(name: A) => Promise<Action<A>>;
