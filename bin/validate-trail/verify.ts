import type { Arguments } from '../shared/arguments';
import type { Outcome } from '../shared/exit-status';
import type { Io } from '../shared/io';
import { showRequests } from '../shared/requests-shown';
import { unlessReaderGone } from '../shared/sink';
import { wholeSeconds } from '../shared/time';
import type { VerifyOption } from './option-table';
import { readOptions } from './options';
import { openScreen } from './report/screen';
import type { ReportedVerdict } from './report/summary';
import { prepareRequest } from './request';
import { openClients } from './source/clients';
import { assertListable, findTrail } from './source/find-trail';
import { verifyAndReport } from './verify-and-report';

/** How a run ends, by its verdict. */
export const OUTCOMES: Record<ReportedVerdict, Outcome> = {
  VALID: 'passed',
  ACKNOWLEDGED: 'passed',
  INVALID: 'failed',
  INCOMPLETE: 'incomplete',
};

/** Verifies what the options ask for and reports it. */
export async function verify(given: Arguments<VerifyOption>, io: Io): Promise<Outcome> {
  const options = readOptions(given, wholeSeconds(io.now()));
  if (options.access.debug) showRequests(io);
  const interrupted = io.interruption();
  const screen = openScreen(io);
  const clients = await openClients(options);
  try {
    const trail = await findTrail(options, clients);
    await assertListable(trail, clients);
    const prepared = await prepareRequest(options, trail, clients, wholeSeconds(io.now()));
    const verdict = await verifyAndReport(prepared, clients, options, screen, {
      interrupted,
      workerFile: io.workerFile,
    });
    await unlessReaderGone(async () => void (await Promise.all([screen.out.flush(), screen.err.flush()])));
    return OUTCOMES[verdict];
  } finally {
    screen.progress?.hide();
    await clients.close();
  }
}
