// npm run bench [-- section...] [--runs N] [--log-files N] [--aws-cli-log-files N] [--latency MS]... [--workers N]... [--sizes N,N,...]
//                [--accounts N] [--regions N] [--hours N] [--engineers N] [--deployments N] [--days N] [--megabytes N]
// Sections: speed, folder, startup, memory, scaling, organization, functions, costs, scheduled, sealed, reports, noise. Default: all of them.
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { calculateAlarmCosts } from './alarm-costs';
import { measureMemory } from './memory';
import { measureFolder } from './folder';
import { countRequests } from './organization';
import { measureFunctions } from './functions';
import { measureScheduled } from './scheduled';
import { COMMAND } from './programs';
import { measureReports } from './reports';
import { measureScaling } from './scaling';
import { measureSealed } from './sealed';
import { measureSpeed } from './speed';
import { measureStartup } from './startup';
import { printTable } from './table';
import { calculateCosts } from './validation-costs';
import { calculateSealCosts } from './seal-costs';
import { costTables } from '../tools/docs/costs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '5' },
    'log-files': { type: 'string', default: '30000' },
    'aws-cli-log-files': { type: 'string', default: '600' },
    latency: { type: 'string', multiple: true, default: ['20', '0'] },
    workers: { type: 'string', multiple: true, default: ['1', '2'] },
    sizes: { type: 'string' },
    accounts: { type: 'string' },
    regions: { type: 'string', default: '17' },
    hours: { type: 'string', default: '168' },
    engineers: { type: 'string', default: '100' },
    deployments: { type: 'string', default: '40' },
    days: { type: 'string' },
    megabytes: { type: 'string', default: '512' },
  },
});

const runs = Number(values.runs);
const sizes = (otherwise: string) => (values.sizes ?? otherwise).split(',').map(Number);

const SECTIONS: Readonly<Record<string, () => Promise<void>>> = {
  speed: () =>
    measureSpeed({
      logFiles: Number(values['log-files']),
      awsCliLogFiles: Number(values['aws-cli-log-files']),
      latencies: values.latency.map(Number),
      runs,
    }),
  folder: () => measureFolder({ logFiles: Number(values['log-files']), workers: values.workers.map(Number), runs }),
  startup: () => measureStartup(runs),
  memory: () => measureMemory(sizes('10000,1000000')),
  scaling: () => measureScaling(sizes('1000,10000,100000'), runs),
  organization: () =>
    countRequests({
      accounts: Number(values.accounts ?? '200'),
      regions: Number(values.regions),
      hours: Number(values.hours),
    }),
  functions: () => measureFunctions(runs),
  costs: async () => {
    calculateCosts([10, 100, 1000, 10_000]);
    calculateSealCosts([10, 100, 1000, 10_000]);
    printTable('Everything that the app deploys, USD a month', costTables()[0].cells);
    calculateAlarmCosts([50, 1000]);
  },
  scheduled: () => measureScheduled(sizes('1000000')),
  sealed: () => measureSealed(sizes('1000000'), Number(values.days ?? '365')),
  reports: () => measureReports(sizes('17000,170000'), Number(values.regions), Number(values.megabytes)),
  // Loads aws-cdk-lib, which the others do without.
  noise: async () =>
    (await import('./noise/index.js')).measureNoise({
      accounts: Number(values.accounts ?? '50'),
      engineers: Number(values.engineers),
      deployments: Number(values.deployments),
      ownDeployments: 1 / 14,
      days: Number(values.days ?? '10'),
    }),
};

async function main(): Promise<void> {
  if (!existsSync(COMMAND)) throw new Error('assets/validate-trail is missing: run "npm run bundle" first');
  const unknown = positionals.filter((name) => !Object.hasOwn(SECTIONS, name));
  if (unknown.length > 0)
    throw new Error(`no section ${unknown.join(', ')}; there are ${Object.keys(SECTIONS).join(', ')}`);
  for (const name of positionals.length > 0 ? positionals : Object.keys(SECTIONS)) await SECTIONS[name]();
}

main().catch((error: Error) => {
  console.error(`bench: ${error.message}`);
  process.exitCode = 1;
});
