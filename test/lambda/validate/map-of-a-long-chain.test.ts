import { ENVIRONMENT } from '../../../lib/shared/contract';
import { brief } from '../../support/run-time/seen';
import { ACCOUNTS, World } from '../../support/run-time/world';

const [OWNER] = ACCOUNTS;

test('a shard that failed is made up for, also where its time is too old to be listed again before the last verified digest', async () => {
  const world = await World.open({ [ENVIRONMENT.objectsPerRun]: '300' });
  await world.begin({ accounts: [OWNER], hours: 33 * 24, logsPerHour: 1 });
  await world.runAt(33 * 24);
  await world.runMap(({ index }) => index === 1);
  const chain = world.corpus.chain(OWNER);
  const [logFile = ''] = chain.logFilesOf(chain.normalKeys[45] ?? '');
  world.logs.delete(logFile);
  expect(brief(await world.goOnAt(33 * 24 + 1))).toEqual({ verdict: 'INVALID', codes: ['log-file-missing'] });
  await world.close();
});
