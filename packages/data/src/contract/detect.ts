/** Contract formats of others, told by the keys at the top of the file. */
const FORMATS: readonly (readonly [format: string, matches: (keys: ReadonlySet<string>) => boolean])[] = [
  ['an Open Data Contract Standard (ODCS) contract', (keys) => keys.has('apiVersion') && keys.has('kind')],
  ['a Data Contract Specification file', (keys) => keys.has('dataContractSpecification')],
  ['a Great Expectations suite', (keys) => keys.has('expectations')],
  ['a Frictionless Data Package', (keys) => keys.has('resources')],
  ['a Frictionless Table Schema', (keys) => keys.has('fields')],
  ['a pandera schema', (keys) => keys.has('schema_type')],
  ['a dbt manifest', (keys) => keys.has('metadata') && keys.has('nodes')],
  ['a dbt file', (keys) => keys.has('models')],
  ['a Soda contract', (keys) => keys.has('dataset')],
  ['SodaCL checks', (keys) => [...keys].some((key) => key.startsWith('checks for '))],
  ['a JSON Schema', (keys) => keys.has('$schema') || (keys.has('properties') && keys.has('type'))],
];

/** The name of the foreign format, undefined for our own (or for nothing anyone knows). */
export function foreignFormat(topKeys: Iterable<string>): string | undefined {
  const keys = new Set(topKeys);
  return FORMATS.find(([, matches]) => matches(keys))?.[0];
}
