import { type Reading, readMade } from '../contract/reading.ts';
import { importDbt } from './dbt/manifest.ts';
import { DBT_SUPPORT } from './dbt/support.ts';
import type { Choice, Imported } from './draft.ts';
import { importDataPackage } from './frictionless/package.ts';
import { importTableSchema } from './frictionless/schema.ts';
import { FRICTIONLESS_SUPPORT } from './frictionless/support.ts';
import { importGx } from './gx/suite.ts';
import { GX_SUPPORT } from './gx/support.ts';
import { importJsonSchema } from './json-schema/schema.ts';
import { JSON_SCHEMA_SUPPORT } from './json-schema/support.ts';
import { importOdcs } from './odcs/contract.ts';
import { ODCS_SUPPORT } from './odcs/support.ts';
import { importPandera } from './pandera/schema.ts';
import { PANDERA_SUPPORT } from './pandera/support.ts';
import { importSoda } from './soda/contract.ts';
import { SODA_SUPPORT } from './soda/support.ts';
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
  'ODCS 3.0 to 3.2': ODCS_SUPPORT,
  'Frictionless Table Schema, Data Package': FRICTIONLESS_SUPPORT,
  'Great Expectations suite (JSON, 0.x and 1.x)': GX_SUPPORT,
  'Soda contract (v4)': SODA_SUPPORT,
  'dbt manifest.json': DBT_SUPPORT,
  'pandera schema (YAML)': PANDERA_SUPPORT,
  'JSON Schema of JSONL rows': JSON_SCHEMA_SUPPORT,
};
