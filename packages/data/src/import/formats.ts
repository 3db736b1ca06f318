import { type Reading, readMade } from '../contract/reading.ts';
import { DBT_SUPPORT, importDbt } from './dbt.ts';
import type { Choice, Imported } from './draft.ts';
import { FRICTIONLESS_SUPPORT, importDataPackage, importTableSchema } from './frictionless.ts';
import { GX_SUPPORT, importGx } from './gx.ts';
import { importJsonSchema, JSON_SCHEMA_SUPPORT } from './json-schema.ts';
import { importOdcs, ODCS_SUPPORT } from './odcs.ts';
import { importPandera, PANDERA_SUPPORT } from './pandera.ts';
import { importSoda, SODA_SUPPORT } from './soda.ts';
import type { Support } from './words.ts';

/** Formats that are read, by the names that `contract/detect.ts` gives them. */
const IMPORTERS: Readonly<Record<string, (reading: Reading, choice: Choice) => Imported>> = {
  'an Open Data Contract Standard (ODCS) contract': importOdcs,
  'a Great Expectations suite': importGx,
  'a Frictionless Data Package': importDataPackage,
  'a Frictionless Table Schema': importTableSchema,
  'a pandera schema': importPandera,
  'a dbt manifest': importDbt,
  'a Soda contract': importSoda,
  'a JSON Schema': importJsonSchema,
};

/**
 * The native contract that a foreign one means, as if it were written in the foreign file.
 * @returns undefined for a format that is not read
 * @throws InputError for every rule that cannot be translated, with its line
 */
export function importContract(format: string, reading: Reading, choice: Choice): Reading | undefined {
  const importer = Object.hasOwn(IMPORTERS, format) ? IMPORTERS[format] : undefined;
  if (!importer) return undefined;
  const { document, lines } = importer(reading, choice);
  return readMade(document, lines, reading.file);
}

/** What is read of each format, for the support table. */
export const SUPPORT: Readonly<Record<string, readonly Support[]>> = {
  'ODCS 3.0, 3.1': ODCS_SUPPORT,
  'Frictionless Table Schema, Data Package': FRICTIONLESS_SUPPORT,
  'Great Expectations suite (JSON, 0.x and 1.x)': GX_SUPPORT,
  'Soda contract (v4)': SODA_SUPPORT,
  'dbt manifest.json': DBT_SUPPORT,
  'pandera schema (YAML)': PANDERA_SUPPORT,
  'JSON Schema of JSONL rows': JSON_SCHEMA_SUPPORT,
};
