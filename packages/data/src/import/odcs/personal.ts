import type { Entries } from '../values.ts';

/** Classifications whose values anybody may see. */
export const OPEN = ['public', 'open', 'unclassified'];
/** Words in a tag that say that values are about people, or are not for everybody. */
export const TAGS = [
  'pii',
  'spi',
  'phi',
  'gdpr',
  'hipaa',
  'personal',
  'sensitive',
  'confidential',
  'restricted',
  'secret',
];

/**
 * Whether the owner of a property says that not everybody may see its values. ODCS leaves the words of `classification` to
 * them: any that does not open the values closes them.
 */
export function isPersonal(keys: Entries): boolean {
  const classification = keys.text('classification')?.trim().toLowerCase() ?? '';
  if (classification !== '' && !OPEN.includes(classification)) return true;
  const words = keys.list('tags').flatMap((tag) =>
    String(tag)
      .toLowerCase()
      .split(/[^a-z]+/),
  );
  return words.some((word) => TAGS.includes(word));
}
