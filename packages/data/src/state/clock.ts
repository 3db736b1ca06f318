import type { Engine } from '../engine.ts';

/** Words of SQL that the engine's list of functions does not have, or calls constant, though they read the clock. */
const CLOCK = ['current_timestamp', 'localtimestamp', 'localtime', 'current_time', 'age'];

/**
 * Tells SQL whose answer may be another one tomorrow: it names a function of the clock or of chance. A column of such a
 * name makes it ask again in vain, which is the safe side.
 */
export async function changingSql(engine: Engine): Promise<(sql: string) => boolean> {
  const rows = await engine.rows(
    "SELECT DISTINCT lower(function_name) AS f FROM duckdb_functions() WHERE stability <> 'CONSISTENT'",
  );
  const words = new Set([...CLOCK, ...rows.map(({ f }) => String(f))]);
  return (sql) => (sql.toLowerCase().match(/[a-z_]\w*/g) ?? []).some((word) => words.has(word));
}
