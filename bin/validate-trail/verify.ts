import { validateTrail, worstVerdict, type TrailResult, type Verdict } from '../../lambda/core';
import type { Arguments } from '../shared/arguments';
import type { Outcome } from '../shared/exit-status';
import type { Io } from '../shared/io';
import { OutputFile } from '../shared/output-file';
import { showRequests } from '../shared/requests-shown';
import { unlessReaderGone } from '../shared/sink';
import { wholeSeconds } from '../shared/time';
import { ChainOrder } from './events/chain-order';
import { Dispatcher } from './events/dispatcher';
import { MissingDigests } from './events/missing-digests';
import { SavedSignatures } from './events/saved-signatures';
import type { VerifyOption } from './option-table';
import { readOptions, type Options } from './options';
import { createReport } from './report/create';
import { openScreen, type Screen } from './report/screen';
import { summarize } from './report/summary';
import { prepareRequest, type PreparedRequest } from './request';
import { openClients, type RunClients } from './source/clients';
import { assertListable, findTrail } from './source/find-trail';

/** How a run ends, by its verdict. */
export const OUTCOMES: Record<Verdict, Outcome> = { VALID: 'passed', INVALID: 'failed', INCOMPLETE: 'incomplete' };

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
    const verdict = await verifyAndReport(prepared, clients, options, screen, interrupted);
    await unlessReaderGone(async () => void (await Promise.all([screen.out.flush(), screen.err.flush()])));
    return OUTCOMES[verdict];
  } finally {
    screen.progress?.hide();
    await clients.close();
  }
}

async function verifyAndReport(
  prepared: PreparedRequest,
  { store }: RunClients,
  options: Options,
  screen: Screen,
  interrupted: AbortSignal,
): Promise<Verdict> {
  const { request, chains } = prepared;
  const file = options.reportFile === undefined ? undefined : await OutputFile.open(options.reportFile);
  const signatures = await SavedSignatures.open(options.saveSignatures);
  const readerGone = new AbortController();
  const report = createReport(options, screen, file, () => {
    // The run goes on for the files that it writes.
    if (file === undefined && signatures === undefined) readerGone.abort();
  });
  const ordered = new ChainOrder(chains, report, ({ type }) => options.verbose || type === 'finding');
  const missing = new MissingDigests();
  const listeners = [ordered, missing, ...(signatures ? [signatures] : [])];
  const dispatcher = new Dispatcher(listeners, screen, AbortSignal.any([interrupted, readerGone.signal]));

  await report.begin();
  for (const finding of prepared.findings) await dispatcher.dispatch({ type: 'finding', ...finding });
  const verified = await validateTrail(store, { ...request, signal: dispatcher.signal }, dispatcher.dispatch, chains);
  const result = withFindings(missing.addTo(verified), prepared);
  dispatcher.assertDelivered();
  await report.end(summarize(options.trail.arn, request.window, result));
  await Promise.all([file?.close(), signatures?.close()]);
  return result.verdict;
}

/** The result of the chains, with what was found before they were verified. */
function withFindings(result: TrailResult, { findings }: PreparedRequest): TrailResult {
  return { ...result, verdict: worstVerdict(result.verdict, ...findings.map(({ severity }) => severity)) };
}
