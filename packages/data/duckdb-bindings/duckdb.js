module.exports = require(`@duckdb/node-bindings-${process.platform}-${process.arch}/duckdb.node`);
