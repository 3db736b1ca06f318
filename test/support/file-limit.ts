/**
 * A command whose files cannot grow beyond a size: the kernel refuses what is more, as a full disk does, and nobody needs
 * to be root for it. POSIX only; `ulimit -f` counts blocks of 512 bytes (POSIX, XCU ulimit).
 */
export const withFileLimit = (kib: number, command: readonly string[]): readonly string[] => [
  'sh',
  '-c',
  'ulimit -f "$0" && exec "$@"',
  String(2 * kib),
  ...command,
];
