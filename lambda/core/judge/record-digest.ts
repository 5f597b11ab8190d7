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
import { digestKind, isOfObject, reportObject, type JudgedObject } from './object-events';
import { compareWithStored } from './stored-digests';

/** Records what was found about a digest, its log files and its place in the chain. */
export async function recordDigest(context: ChainContext, checked: CheckedDigest): Promise<void> {
  const { listed } = checked;
  if (context.hasUncoveredItems || context.recorder.hasOpenItem(listed)) context.recordedDigests.add(listed.key);
  const recorded = await recordDigestFile(context, checked);
  await recordLogFiles(context, checked);
  if (!context.session.reportsObjects) await judgeInChain(context, checked);
  else {
    const inChain = await context.recorder.recordedAbout(listed, () => judgeInChain(context, checked));
    if (recorded !== undefined) await reportDigest(context, checked, [...recorded, ...inChain.filter(isOfObject)]);
  }
  await context.session.countDone(1 + checked.logFiles.length);
}

async function judgeInChain(context: ChainContext, { listed, verified }: CheckedDigest): Promise<void> {
  if (verified !== undefined) {
    await compareWithStored(context, verified);
    await judgeLink(context, verified);
  } else if (!listed.isBackfill) await judgeUnverified(context, listed);
}

function reportDigest(
  context: ChainContext,
  { listed, stored }: CheckedDigest,
  findings: readonly Finding[],
): void | Promise<void> {
  const { bucket, key, end: digestEnd } = listed;
  return reportObject(context, { bucket, key, kind: digestKind(listed), digestEnd, stored }, findings);
}

/** The findings about the file by itself; undefined where it has expired. */
async function recordDigestFile(
  context: ChainContext,
  { listed, verified, findings }: CheckedDigest,
): Promise<readonly Finding[] | undefined> {
  const { session, recorder, chain } = context;
  const { bucket, key, end, isBackfill, lastModified } = listed;
  if (findings.some(({ code }) => code === 'digest-missing') && end <= session.retentionStart) {
    recorder.counts.expired++;
    return undefined;
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
  return recorded;
}

function factsOf({ start, end, signature, generationTimestamp, keySource }: VerifiedDigest) {
  return { start, end, signature, generationTimestamp, keySource };
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
  logFile: LogFileVerdict,
): void | Promise<void> {
  context.markVerified('content', logFile.entry);
  return reportLogFile(context, listed, logFile, 'valid');
}

async function recordLogFileFinding(
  context: ChainContext,
  listed: ListedDigest,
  logFile: LogFileVerdict,
): Promise<void> {
  const { finding, entry } = logFile;
  if (finding === undefined) return;
  const { bucket, key } = entry;
  const isElsewhere = finding.code === 'bucket-not-allowed';
  const move = isElsewhere ? await moveWithin(context, listed.end - 2 * HOUR, listed.end) : {};
  const found = isElsewhere ? { ...finding, detail: { ...finding.detail, ...move } } : finding;
  const recorded = await context.recorder.record({ ...found, bucket, key, digestKey: listed.key }, listed.end);
  await reportLogFile(context, listed, logFile, statusOf([recorded]), recorded);
}

function reportLogFile(
  context: ChainContext,
  { key: digestKey, isBackfill, end: digestEnd }: ListedDigest,
  { entry: { bucket, key }, stored }: LogFileVerdict,
  status: LogFileEvent['status'],
  finding?: Finding,
): void | Promise<void> {
  const { session, recorder } = context;
  const { accountId, region } = context.chain;
  recorder.count('logFiles', status);
  const about = { accountId, region, bucket, key, digestKey };
  const slow = session.report({ type: 'log-file', ...about, isBackfill, status, finding });
  if (!session.reportsObjects) return slow;
  const object: JudgedObject = { bucket, key, kind: 'log-file', digestEnd, stored };
  const report = () => reportObject(context, object, finding === undefined ? [] : [finding]);
  return slow === undefined ? report() : slow.then(report);
}
