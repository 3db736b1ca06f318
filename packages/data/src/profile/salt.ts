import { sha256 } from '@ml-actions/core/json/digest';

const DIGITS = 32;

/**
 * What hashes the category values of a model's profiles: the same for all of them, so that the same data has the same
 * profile. It hides values from readers who cannot guess them.
 */
export const saltOf = (model: string): string => sha256(`ml-actions-profile:${model}`).slice(0, DIGITS);
