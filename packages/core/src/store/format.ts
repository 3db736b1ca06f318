import * as z from 'zod';
import { inputProblem } from '../error.ts';
import { canonical, parseJson } from '../json/canonical.ts';
import type { StoreView } from './store.ts';

export const FORMAT_FILE = 'store.json';
const FORMAT = 1;

/** What the first write adds. */
export const FORMAT_TEXT = `${canonical({ format: FORMAT })}\n`;

const formatSchema = z.object({ format: z.int() });

/**
 * Refuses a store this version cannot read.
 *
 * @throws InputError when `store.json` is missing from a store that has content, or names another format
 */
export async function checkFormat(view: StoreView, description: string): Promise<void> {
  if (view.revision === null) return;
  const bytes = await view.read(FORMAT_FILE);
  if (bytes === undefined) {
    const next = 'Point `store` at another place, or remove what is there if nothing needs it.';
    throw inputProblem({
      where: description,
      what: `this is not a record store: it has content but no ${FORMAT_FILE}`,
      next,
    });
  }
  const found = formatSchema.safeParse(parseJson(bytes, `${description} ${FORMAT_FILE}`));
  if (found.success && found.data.format === FORMAT) return;
  throw inputProblem({
    where: description,
    what: 'the record store has a format this version does not know',
    got: found.success ? String(found.data.format) : 'no number',
    expected: String(FORMAT),
    next: 'Use the version of ml-actions that wrote it, or a newer one.',
  });
}
