// The path is chosen at run time (tool cache, download, node_modules), so no bundler may see it.
// `library.ts` puts it here before it imports @duckdb/node-api, in this process and in this thread.
const path = globalThis[Symbol.for('ml-actions.duckdb-library')];
if (typeof path !== 'string') throw new Error('the DuckDB library was not located before its first import');
const loaded = { exports: {} };
process.dlopen(loaded, path);
module.exports = loaded.exports;
