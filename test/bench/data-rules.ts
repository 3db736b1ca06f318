/** Ten mixed columns with about thirty rules, as a contract writes them; `reference/data_bench.py` reads the same. */
export const rules = {
  id: { type: 'integer', required: true, min: 0 },
  kind: { type: 'string', required: true, in: ['c0', 'c1', 'c2', 'c3', 'c4'] },
  country: { type: 'string', required: true, min_length: 1, max_length: 20 },
  email: { type: 'string', required: true, pattern: '[^@ ]+@[^@ ]+[.][a-z]+' },
  at: { type: 'timestamp', required: true },
  x: { type: 'number', required: true, min: 0, max: 1100, mean: [0, 1100] },
  y: { type: 'number', required: true, min: 0, max: 200000, mean: [0, 200000] },
  z: { type: 'number', required: true, min: 0, max: 400, mean: [0, 400] },
  age: { type: 'integer', required: true, min: 0, max: 120 },
  label: { type: 'integer', in: [0, 1], mean: [0, 1] },
};

export const contract = `version: 1\ncolumns: ${JSON.stringify(rules)}\n`;

/** Rows of these columns, the same on every machine. */
export const rows = (count: number): string =>
  [
    'SELECT i AS id',
    "'c' || hash(i, 1) % 5 AS kind",
    "'country' || hash(i, 2) % 200 AS country",
    "'user' || hash(i, 3) % 4300000 || '@mail' || hash(i, 4) % 10 || '.example' AS email",
    "TIMESTAMP '2024-01-01' + to_seconds(i) AS at",
    'hash(i, 5) % 1000003 / 997.0 AS x',
    'hash(i, 6) % 1000003 / 9.0 AS y',
    'sqrt(hash(i, 7) % 100003) AS z',
    'CAST(hash(i, 8) % 100 AS INTEGER) AS age',
    `CAST(hash(i, 9) % 2 AS INTEGER) AS label FROM range(${count}) t(i)`,
  ].join(', ');

const missing = Object.keys(rules).map((name) => `count(*) FILTER (WHERE "${name}" IS NULL)`);
const numbers = ['x', 'y', 'z'].flatMap((name) => {
  const most = rules[name as 'x'].max;
  return [
    `count(*) FILTER (WHERE NOT isfinite(${name}))`,
    `count(*) FILTER (WHERE ${name} < 0 OR ${name} > ${most})`,
    `avg(${name})`,
  ];
});

/** The same questions as somebody asks them who trusts the schema: one aggregate scan of Parquet. */
export const bareScan = (file: string): string =>
  `SELECT count(*), ${[
    ...missing,
    ...numbers,
    'count(*) FILTER (WHERE id < 0)',
    "count(*) FILTER (WHERE kind NOT IN ('c0', 'c1', 'c2', 'c3', 'c4'))",
    'count(*) FILTER (WHERE length(country) < 1 OR length(country) > 20)',
    `count(*) FILTER (WHERE NOT regexp_full_match(email, '${rules.email.pattern}'))`,
    'count(*) FILTER (WHERE age < 0 OR age > 120)',
    'count(*) FILTER (WHERE label NOT IN (0, 1))',
    'avg(label)',
  ].join(', ')} FROM read_parquet('${file}')`;

const wideColumns = Array.from({ length: 300 }, (_, at) => `c${at}`);

export const wideContract = `version: 1\ncolumns: ${JSON.stringify(
  Object.fromEntries(
    wideColumns.map((name) => [name, { type: 'number', required: true, min: 0, max: 2, mean: [0, 2], std: [0, 1] }]),
  ),
)}\n`;
export const wideRows = (count: number): string =>
  `SELECT ${wideColumns.map((name, at) => `hash(i, ${at}) % 1000003 / 1000003.0 AS ${name}`).join(', ')} FROM range(${count}) t(i)`;
export const wideScan = (file: string): string =>
  `SELECT ${wideColumns.map((name) => `sum(${name})`).join(', ')} FROM read_parquet('${file}')`;
