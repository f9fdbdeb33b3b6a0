import { probeLatency } from '#tests/support/measure/probe-latency.ts';

// Asks an address for some seconds and prints how long answers took.

const [url, seconds] = process.argv.slice(2);
console.log(JSON.stringify(await probeLatency(url!, 25, AbortSignal.timeout(Number(seconds) * 1_000))));
