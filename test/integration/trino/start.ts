import { buildTrino, startTrino } from './server.ts';

/** A Trino for trying things: catalogs `memory` and `tpch`, until its standard input ends. */
const { url, stop } = await startTrino(buildTrino());
console.log(`${url}, catalogs memory and tpch; end with Ctrl+D`);
for await (const _ of process.stdin);
await stop();
