// Loaded before a program that is measured: writes what the process has used when it ends, and before its first object.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { writeFileSync } from 'node:fs';

const REQUEST = 'undici:client:sendHeaders';
const OBJECT = /^GET \/[^?]*\.json\.gz /;
let beforeFirstObject;

subscribe(REQUEST, function note({ headers }) {
  if (!OBJECT.test(headers)) return;
  const { user, system } = process.cpuUsage();
  beforeFirstObject = (user + system) / 1e6;
  unsubscribe(REQUEST, note);
});

process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const usage = { peakMebibytes: maxRSS / 1024, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, beforeFirstObject };
  writeFileSync(process.env.BENCH_USAGE_FILE, JSON.stringify(usage));
});
