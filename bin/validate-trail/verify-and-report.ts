import { PublicKeyUse, worstVerdict, type Finding, type TrailResult } from '../../lambda/core';
import { accountsPrefix } from '../../lambda/core/format/object-keys';
import { formatIsoTime } from '../../lambda/core/format/time';
import { OutputFile } from '../shared/output-file';
import { VERSION } from '../shared/version';
import { ChainOrder } from './events/chain-order';
import { Dispatcher } from './events/dispatcher';
import { FileCounter } from './events/file-counts';
import { SavedSignatures } from './events/saved-signatures';
import type { Options } from './options';
import { reasonsOf } from './reasons';
import { createReport } from './report/create';
import type { Report } from './report/form';
import type { Screen } from './report/screen';
import { summarize, type Origin, type ReportedVerdict } from './report/summary';
import type { PreparedRequest } from './request';
import type { RunClients } from './source/run-clients';
import { trailsBeside, UnlistedFound } from './source/trails-beside';
import { validateOverCores } from './workers/divide';

/** What a run writes. */
interface Outputs {
  readonly report: Report;
  readonly signatures?: SavedSignatures;
  /** Aborted once nobody reads what is written. */
  readonly unread: AbortSignal;
  close(): Promise<void>;
}

/** What a run has of its process. */
interface Process {
  readonly interrupted: AbortSignal;
  readonly workerFile?: URL;
}

/** Verifies what was asked for, and reports it while it goes on. */
export async function verifyAndReport(
  prepared: PreparedRequest,
  clients: RunClients,
  options: Options,
  screen: Screen,
  { interrupted, workerFile }: Process,
): Promise<ReportedVerdict> {
  const { request, acknowledgements } = prepared;
  const outputs = await openOutputs(prepared, options, screen);
  const files = new FileCounter();
  const unlisted = new UnlistedFound();
  const publicKeys = new PublicKeyUse(request.now);
  const dispatcher = new Dispatcher(
    [...listenersOf(prepared, options, outputs, files), unlisted, publicKeys],
    screen,
    AbortSignal.any([interrupted, outputs.unread]),
  );
  await outputs.report.begin();
  await dispatcher.dispatchFindings(prepared.findings);
  const { signal, dispatch } = dispatcher;
  const verified = await validateOverCores(
    prepared,
    clients,
    options,
    workerFile,
    { report: dispatch, publicKeys },
    signal,
  );
  const reasons = await reasonsOf({ verified, files, isStopped: signal.aborted }, options, request.trail, clients);
  const hints = unlisted.isAny ? await trailsBeside(request, clients) : [];
  await dispatcher.dispatchFindings([...reasons, ...hints]);
  dispatcher.assertDelivered();
  const result = withFindings(verified, [...prepared.findings, ...reasons]);
  const origin = await originOf(prepared, options, clients);
  const requested = { start: options.start, end: options.requestedEnd };
  const isWhole = !signal.aborted;
  const summary = summarize({ options, origin, requested, result, files, acknowledgements, publicKeys, isWhole });
  await outputs.report.end(summary);
  await outputs.close();
  return summary.verdict;
}

async function openOutputs({ acknowledgements }: PreparedRequest, options: Options, screen: Screen): Promise<Outputs> {
  const file = options.reportFile === undefined ? undefined : await OutputFile.open(options.reportFile);
  const signatures = await SavedSignatures.open(options.saveSignatures);
  const unread = new AbortController();
  const report = createReport(options, screen, file, acknowledgements, () => {
    // The run goes on for the files that it writes.
    if (file === undefined && signatures === undefined) unread.abort();
  });
  const close = async () => void (await Promise.all([file?.close(), signatures?.close()]));
  return { report, unread: unread.signal, close, ...(signatures && { signatures }) };
}

function listenersOf(
  { chains, acknowledgements }: PreparedRequest,
  { verbose }: Options,
  { report, signatures }: Outputs,
  files: FileCounter,
) {
  const ordered = new ChainOrder(chains, report, ({ type }) => verbose || type === 'finding');
  return [ordered, files, acknowledgements, ...(signatures ? [signatures] : [])];
}

/** The result of the chains, with what was found before and after they were verified. */
function withFindings(result: TrailResult, findings: readonly Finding[]): TrailResult {
  return { ...result, verdict: worstVerdict(result.verdict, ...findings.map(({ severity }) => severity)) };
}

async function originOf({ request }: PreparedRequest, { directory }: Options, clients: RunClients): Promise<Origin> {
  const path = accountsPrefix(request.trail);
  const place =
    directory === undefined ? `s3://${request.trail.bucket}/${path}` : `${directory.replace(/\/$/, '')}/${path}`;
  return {
    time: formatIsoTime(request.now),
    version: VERSION,
    caller: (await clients.caller?.()) ?? null,
    source: request.copyOf === undefined ? place : `${place}, a copy of ${request.copyOf}`,
  };
}
