import * as z from 'zod';

export const count = z.int().nonnegative();
/** An exact integer of any size, in decimal; JSON numbers stop at 2^53. */
export const exact = z.string().regex(/^-?\d{1,400}$/);
