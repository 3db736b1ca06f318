/** Types of fields: what we ask for. Those that are not here have no native type. */
export const TYPES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  string: { type: 'string' },
  number: { type: 'number' },
  integer: { type: 'integer' },
  boolean: { type: 'boolean' },
  date: { type: 'date' },
  datetime: { type: 'timestamp' },
  year: { type: 'integer' },
  yearmonth: { type: 'string', pattern: '[0-9]{4}-(0[1-9]|1[0-2])' },
  time: { type: 'string', pattern: '([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]+)?(Z|[+-][0-9]{2}:?[0-9]{2})?' },
  any: {},
};

/** Types whose values are JSON. */
export const CELLS = ['object', 'array'];

/** RFC 3986, section 3: a scheme, a colon and no white space. */
const URI = '[A-Za-z][A-Za-z0-9+.-]*:\\S+';
export const STRING_FORMATS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  default: {},
  email: { format: 'email' },
  uuid: { format: 'uuid' },
  uri: { pattern: URI },
};

/** Spellings of a boolean where a field lists none (Table Schema v2, boolean). */
export const TRUE = ['true', 'True', 'TRUE', '1'];
export const FALSE = ['false', 'False', 'FALSE', '0'];
