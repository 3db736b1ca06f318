import * as core from '@actions/core';
import type { Action } from './action.ts';

/**
 * Sets every output that the action declares; one without a value becomes the empty text, so that a workflow can
 * always compare it. Booleans become `true` or `false`.
 */
export function setOutputs(
  action: Pick<Action, 'outputs'>,
  values: Readonly<Record<string, string | number | boolean>>,
): void {
  for (const name of Object.keys(action.outputs)) core.setOutput(name, String(values[name] ?? ''));
}

/** Sets the outputs of a run that could not decide. Never throws: the error has been told, and the exit code stands. */
export function setErrorOutputs(action: Pick<Action, 'outputs' | 'onError'>): void {
  try {
    setOutputs(action, { ...action.onError });
  } catch {
    // a full disk takes no outputs either
  }
}

/** Sets one output that became known late; nothing where the action does not declare it. */
export function setOutput(action: Pick<Action, 'outputs'>, name: string, value: string): void {
  if (Object.hasOwn(action.outputs, name)) core.setOutput(name, value);
}
