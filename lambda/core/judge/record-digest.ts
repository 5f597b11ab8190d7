import { HOUR } from '../format/time';
import { writtenAt, type Finding } from '../model/finding';
import { FINDINGS } from '../model/finding-catalogue';
import type { LogFileEvent } from '../model/result';
import type { CheckedDigest } from '../read/check-digest';
import type { ListedDigest } from '../read/digest-list';
import type { VerifiedDigest } from '../read/verified-digest';
import type { LogFileVerdict } from '../read/verify-log-file';
import { moveWithin } from './chain-calls';
import type { ChainContext } from './chain-context';
import { statusOf } from './finding-recorder';
import { judgeLink, judgeUnverified } from './links';
import { compareWithStored } from './stored-digests';

/** Records what was found about a digest, its log files and its place in the chain. */
export async function recordDigest(context: ChainContext, checked: CheckedDigest): Promise<void> {
  const { listed, verified } = checked;
  if (context.hasUncoveredItems || context.recorder.hasOpenItem(listed)) context.recordedDigests.add(listed.key);
  await recordDigestFile(context, checked);
  await recordLogFiles(context, checked);
  if (verified !== undefined) {
    await compareWithStored(context, verified);
    await judgeLink(context, verified);
  } else if (!listed.isBackfill) await judgeUnverified(context, listed);
  await context.session.countDone(1 + checked.logFiles.length);
}

async function recordDigestFile(context: ChainContext, { listed, verified, findings }: CheckedDigest): Promise<void> {
  const { session, recorder, chain } = context;
  const { bucket, key, end, isBackfill, lastModified } = listed;
  if (findings.some(({ code }) => code === 'digest-missing') && end <= session.retentionStart) {
    recorder.counts.expired++;
    return;
  }
  const recorded: Finding[] = [];
  for (const finding of findings) {
    const isKnown =
      finding.code === 'digest-format-extended' && !session.isFirstOfFormat(String(finding.detail?.fields));
    if (isKnown) continue;
    const { about } = FINDINGS[finding.code];
    const isThere = about !== 'region' && about !== 'missing-digest';
    const found = isThere ? writtenAt(finding, lastModified) : finding;
    recorded.push(await recorder.record(about === 'region' ? found : { ...found, bucket, key }, end));
  }
  const status = statusOf(recorded);
  // A changed format is recorded beside; the document is the one that was signed.
  if (verified !== undefined && status !== 'invalid') context.markVerified('content', listed);
  recorder.count(isBackfill ? 'backfillDigests' : 'digests', status);
  const facts = verified === undefined ? {} : factsOf(verified);
  await session.report({ type: 'digest', ...chain, bucket, key, isBackfill, status, findings: recorded, ...facts });
}

function factsOf({ start, end, signature, generationTimestamp, keySource, keyFingerprint }: VerifiedDigest) {
  return { start, end, signature, generationTimestamp, keySource, keyFingerprint };
}

async function recordLogFiles(context: ChainContext, { listed, verified, logFiles }: CheckedDigest): Promise<void> {
  const { recorder } = context;
  let rewritten = 0;
  for (const logFile of logFiles) {
    if (logFile.isExpired === true) {
      recorder.counts.expired++;
      continue;
    }
    // Nearly all are valid, and awaiting each of them would be slow.
    const slow =
      logFile.finding === undefined
        ? recordValidLogFile(context, listed, logFile)
        : recordLogFileFinding(context, listed, logFile);
    if (slow !== undefined) await slow;
    const { lastModified } = logFile;
    if (lastModified !== undefined && lastModified > (verified?.lastModified ?? Infinity)) rewritten++;
  }
  if (rewritten === 0) return;
  const about = { bucket: listed.bucket, key: listed.key, detail: { count: rewritten } };
  await recorder.record({ code: 'log-files-rewritten', severity: 'NOTICE', ...about });
}

function recordValidLogFile(
  context: ChainContext,
  listed: ListedDigest,
  { entry }: LogFileVerdict,
): void | Promise<void> {
  context.markVerified('content', entry);
  return reportLogFile(context, listed, entry, 'valid');
}

async function recordLogFileFinding(
  context: ChainContext,
  listed: ListedDigest,
  { entry, finding }: LogFileVerdict,
): Promise<void> {
  if (finding === undefined) return;
  const { bucket, key } = entry;
  const isElsewhere = finding.code === 'bucket-not-allowed';
  const move = isElsewhere ? await moveWithin(context, listed.end - 2 * HOUR, listed.end) : {};
  const found = isElsewhere ? { ...finding, detail: { ...finding.detail, ...move } } : finding;
  const recorded = await context.recorder.record({ ...found, bucket, key, digestKey: listed.key }, listed.end);
  await reportLogFile(context, listed, entry, statusOf([recorded]), recorded);
}

function reportLogFile(
  { session, recorder, chain: { accountId, region } }: ChainContext,
  { key: digestKey, isBackfill }: ListedDigest,
  { bucket, key }: LogFileVerdict['entry'],
  status: LogFileEvent['status'],
  finding?: Finding,
): void | Promise<void> {
  recorder.count('logFiles', status);
  const about = { accountId, region, bucket, key, digestKey };
  return session.report({ type: 'log-file', ...about, isBackfill, status, finding });
}
