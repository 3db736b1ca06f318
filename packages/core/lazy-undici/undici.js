// The toolkit imports undici for two names that it uses behind a proxy; loading all of it would cost every start of
// every action about half of its time.
for (const name of ['ProxyAgent', 'fetch']) {
  Object.defineProperty(exports, name, { enumerable: true, get: () => require('undici-itself')[name] });
}
// Never runs: tells Node's static look at a CommonJS module which names there are.
0 && (module.exports = { ProxyAgent: null, fetch: null });
