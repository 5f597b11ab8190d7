import type { ChainContext } from './chain-context';
import { checkLogFile, type LogFileVerdict } from '../read/verify-log-file';
import type { ListedDigest } from '../read/digest-list';
import { judgeLink, judgeUnverified } from './links';
import { compareRemembered } from './known-digests';
import { statusOf } from './finding-recorder';
import type { Finding } from '../model/finding';
import type { VerifiedDigest } from '../read/verify-digest';

/** A digest with the log files that it lists: read and checked, not told yet. */
export interface JudgedDigest {
  readonly listed: ListedDigest;
  readonly verified?: VerifiedDigest;
  readonly findings: readonly Parameters<ChainContext['teller']['tell']>[0][];
  readonly logFiles: readonly LogFileVerdict[];
  /** The run was stopped before all of its log files had their turn. */
  readonly isStopped: boolean;
}

export async function judgeDigest(context: ChainContext, listed: ListedDigest): Promise<JudgedDigest> {
  const { run } = context;
  const { verified, findings } = await context.verdictOf(listed);
  const entries = verified?.logFiles ?? [];
  run.learnOf(entries.length);
  const logFiles = await Promise.all(entries.map((entry) => checkLogFile(run, entry, listed.end)));
  return { listed, verified, findings, logFiles, isStopped: logFiles.some(({ isStopped }) => isStopped === true) };
}

/** Tells what was found about a digest, its log files and its place in the chain. */
export async function tellDigest(context: ChainContext, judged: JudgedDigest): Promise<void> {
  const { listed, verified } = judged;
  if (context.notesDigests || context.teller.isWatched(listed)) context.toldDigests.add(listed.key);
  await tellDigestFile(context, judged);
  await tellLogFiles(context, judged);
  if (verified !== undefined) {
    await compareRemembered(context, verified);
    await judgeLink(context, verified);
  } else if (!listed.isBackfill) await judgeUnverified(context, listed);
  await context.run.progress(1 + judged.logFiles.length);
}

async function tellDigestFile(context: ChainContext, { listed, verified, findings }: JudgedDigest): Promise<void> {
  const { run, teller, chain } = context;
  const { bucket, key, end, isBackfill } = listed;
  if (findings.some(({ code }) => code === 'digest-missing') && end <= run.retentionStart) {
    teller.counts.expired++;
    return;
  }
  const told: Finding[] = [];
  for (const finding of findings) {
    told.push(await teller.tell(finding.isRegional === true ? finding : { ...finding, bucket, key }, end));
  }
  const status = statusOf(told);
  // Drift of the format is told beside; the document is the one that was signed.
  if (verified !== undefined && status !== 'invalid') context.verify('file', listed);
  teller.count(isBackfill ? 'backfillDigests' : 'digests', status);
  const facts =
    verified === undefined
      ? {}
      : {
          start: verified.start,
          end: verified.end,
          signature: verified.signature,
          generationTimestamp: verified.generationTimestamp,
          keySource: verified.keySource,
        };
  await run.report({ type: 'digest', ...chain, bucket, key, isBackfill, status, findings: told, ...facts });
}

async function tellLogFiles(context: ChainContext, { listed, verified, logFiles }: JudgedDigest): Promise<void> {
  const { run, teller, chain } = context;
  const { accountId, region } = chain;
  const { key: digestKey, isBackfill } = listed;
  let rewritten = 0;
  for (const { entry, finding, isExpired, lastModified } of logFiles) {
    if (isExpired === true) {
      teller.counts.expired++;
      continue;
    }
    const { bucket, key } = entry;
    const told =
      finding === undefined ? undefined : await teller.tell({ ...finding, bucket, key, digestKey }, listed.end);
    const status = told === undefined ? 'valid' : statusOf([told]);
    if (told === undefined) context.verify('file', entry);
    teller.count('logFiles', status);
    if (lastModified !== undefined && lastModified > (verified?.lastModified ?? Infinity)) rewritten++;
    const about = { accountId, region, bucket, key, digestKey };
    const reported = run.report({ type: 'log-file', ...about, isBackfill, status, finding: told });
    if (reported !== undefined) await reported;
  }
  if (rewritten === 0) return;
  const about = { bucket: listed.bucket, key: digestKey, detail: { count: rewritten } };
  await teller.tell({ code: 'log-files-rewritten', severity: 'NOTICE', ...about });
}
