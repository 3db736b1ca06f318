import { inputProblem } from '@ml-actions/core/error';

const UNITS: Readonly<Record<string, number>> = { MB: 1e6, GB: 1e9, MIB: 2 ** 20, GIB: 2 ** 30 };
/** The engine's share of less cannot sort a single batch (its documentation: 125 MB per thread is the least). */
const LEAST_BYTES = 256 * 1e6;

/**
 * Bytes of `4GB`, `512 MB`, `2GiB`.
 *
 * @throws InputError for another form, and for less than 256 MB
 */
export function memoryBytes(text: string): number {
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)\s*([KMG]i?B)$/i.exec(text.trim()) ?? [];
  const bytes = Math.floor(Number(digits) * (UNITS[unit.toUpperCase()] ?? Number.NaN));
  if (bytes >= LEAST_BYTES) return bytes;
  throw inputProblem({
    where: 'memory-limit',
    what: 'is no usable amount of memory',
    got: JSON.stringify(text),
    expected: 'such as `4GB` or `2GiB`, at least 256MB',
  });
}
