import { accessCallers, measuredAccess } from './access-cost/measured-access.js';
import { machineLine } from './machine-line.js';

/*
 * `npm run bench:access`: what it costs a request to be authenticated and authorised, in processor time of one core.
 */

const requests = Number(process.env['BENCH_REQUESTS'] ?? 3_000);
const passes = 9;
const target = 150;

console.log(machineLine('.'));
console.log(
  `us of processor time a request; ${String(requests)} requests, median of ${String(passes)} passes (best to worst)`,
);
for (const [who, credentials] of accessCallers)
  for (const kind of ['read', 'search', 'update'] as const) {
    const measured = await measuredAccess(kind, credentials, requests, passes);
    const figures = measured.map(({ microseconds }) => microseconds).sort((a, b) => a - b);
    const median = figures[Math.floor(figures.length / 2)]!;
    const range = `${figures[0]!.toFixed(0)} to ${figures.at(-1)!.toFixed(0)}`;
    console.log(`${median > target ? '!' : ' '} ${who}, ${kind}: ${median.toFixed(0)} (${range})`);
  }
