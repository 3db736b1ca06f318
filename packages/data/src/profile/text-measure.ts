import type { Sql } from '../sql/dialect.ts';

/** What is profiled of texts, which themselves are all different (research drift-check 3.1). */
export const TEXT_MEASURES = ['characters', 'words', 'non-ASCII share', 'vocabulary'] as const;
export type TextMeasure = (typeof TEXT_MEASURES)[number];

/** Values with so many words on average are text; others are names or keys. */
export const WORDS_OF_A_TEXT = 3;

const WORD = "'[\\p{L}\\p{N}]+'";
export const wordCountSql = (text: Sql): Sql => `len(regexp_extract_all(${text}, ${WORD}))`;

/** SQL of a measure of a text; NULL for NULL. Of the vocabulary it is a list, the words of the text. */
export function measureSql(measure: TextMeasure, text: Sql): Sql {
  switch (measure) {
    case 'characters':
      return `CAST(length(${text}) AS DOUBLE)`;
    case 'words':
      return `CAST(${wordCountSql(text)} AS DOUBLE)`;
    case 'non-ASCII share':
      return `CAST(length(regexp_replace(${text}, '[\\x00-\\x7F]', '', 'g')) AS DOUBLE) / greatest(1, length(${text}))`;
    case 'vocabulary':
      return `regexp_extract_all(lower(${text}), ${WORD})`;
  }
}

export const derivedName = (column: string, measure: TextMeasure): string => `${column} (${measure})`;
