import { validateTrail, worstVerdict, type TrailResult, type Verdict } from '../../lambda/core';
import { ChainOrder } from './chain-order';
import { openClients, type RunClients } from './clients';
import { assertListable, findTrail } from './find-trail';
import type { Io } from './io';
import { Ear } from './listen';
import { MissingDigests } from './missing-digests';
import type { Options } from './options';
import { openScreen, OutputFile, type Screen } from './output';
import { makeReport, summarize } from './report';
import { makeTask } from './request';
import { SavedSignatures } from './saved-signatures';
import { wholeSeconds } from './times';

const EXIT_STATUS: Record<Verdict, number> = { VALID: 0, INVALID: 1, INCOMPLETE: 2 };

/** Verifies what is asked for and reports it; returns the exit status. */
export async function verify(options: Options, io: Io): Promise<number> {
  const screen = openScreen(io);
  const clients = await openClients(options);
  try {
    const { verdict } = await verifyBehind(clients, options, screen, io);
    await Promise.all([screen.out.flush(), screen.err.flush()]);
    return EXIT_STATUS[verdict];
  } finally {
    screen.progress?.hide();
    await clients.close();
  }
}

async function verifyBehind(clients: RunClients, options: Options, screen: Screen, io: Io): Promise<TrailResult> {
  const trail = await findTrail(options, clients);
  await assertListable(trail, clients);
  const { request, chains, findings, knowsAccounts } = await makeTask(options, trail, clients, wholeSeconds(io.now()));
  const output = options.output === undefined ? undefined : await OutputFile.open(options.output);
  const signatures = await SavedSignatures.open(options.saveSignatures);
  const report = makeReport(options, screen, output);
  await report.begin();
  const ordered = new ChainOrder(chains, report, ({ type }) => options.verbose || type === 'finding');
  const missing = new MissingDigests();
  const listeners = [ordered, missing, ...(signatures ? [signatures] : [])];
  const ear = new Ear(listeners, screen, io.interrupted);
  if (!knowsAccounts) await ear.hear({ type: 'finding', code: 'accounts-unknown', severity: 'NOTICE' });
  for (const finding of findings) await ear.hear({ type: 'finding', ...finding });
  const verified = await validateTrail(clients.store, { ...request, signal: ear.signal }, ear.hear, chains);
  const result = { ...verified, verdict: worstVerdict(verified.verdict, ...findings.map(({ severity }) => severity)) };
  ear.assertHeard();
  await report.end(summarize(options.trail.arn, request.window, missing.addTo(result)));
  await Promise.all([output?.close(), signatures?.close()]);
  return result;
}
