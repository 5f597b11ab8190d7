import { FINDINGS, type FindingCode } from '../model/finding-catalogue';
import type { Finding, NewFinding } from '../model/finding';
import type { ObjectEvent, ObjectKind, ObjectVerdict } from '../model/result';
import type { StoredFacts } from '../model/store';
import type { LocatedObject } from '../read/digest-list';
import type { ChainContext } from './chain-context';

/** An object that was judged, with what is known of it: of the bytes that were read, or else of its listing. */
export interface JudgedObject extends Pick<ObjectEvent, 'bucket' | 'key' | 'kind' | 'digestEnd'> {
  readonly stored?: StoredFacts;
}

type Judgement = Pick<Finding, 'code' | 'severity' | 'acknowledged'> | NewFinding;

/** Whoever calls it often asks first whether objects are reported, so that nothing is made in vain. */
export function reportObject(
  { session, chain: { accountId, region } }: ChainContext,
  { bucket, key, kind, digestEnd, stored }: JudgedObject,
  findings: readonly Judgement[],
): void | Promise<void> {
  if (!session.reportsObjects) return undefined;
  const about = { accountId, region, kind, bucket, key, ...stored };
  return session.report({ type: 'object', ...about, ...worstOf(findings), digestEnd });
}

/** What lies in the folder of the digests and is none. */
export function reportStray(
  context: ChainContext,
  { bucket, key, size, lastModified }: LocatedObject,
  finding: NewFinding,
): void | Promise<void> {
  const stored = { size, ...(lastModified !== undefined && { lastModified }) };
  const kind = digestKind({ isBackfill: key.endsWith('_backfill.json.gz') });
  const digestEnd = context.keys.parseDigestKeyAnywhere(key)?.end ?? lastModified ?? context.session.request.now;
  return reportObject(context, { bucket, key, kind, digestEnd, stored }, [finding]);
}

export function digestKind({ isBackfill }: { readonly isBackfill: boolean }): ObjectKind {
  return isBackfill ? 'backfill-digest' : 'digest';
}

/** Whether a finding about a digest says something of its bytes, and not of the time before it. */
export function isOfObject({ code }: Pick<Finding, 'code'>): boolean {
  const { closedBy, about } = FINDINGS[code];
  return ['content', 'link', 'listing'].includes(closedBy) || about === 'object' || about === 'region';
}

const RANKS: Readonly<Record<ObjectVerdict, number>> = { VALID: 0, UNVERIFIED: 1, MISSING: 2, INVALID: 3 };

function worstOf(findings: readonly Judgement[]): Pick<ObjectEvent, 'verdict' | 'code'> {
  let worst: { readonly verdict: ObjectVerdict; readonly code?: FindingCode } = { verdict: 'VALID' };
  for (const finding of findings) {
    const verdict = verdictOf(finding);
    if (RANKS[verdict] > RANKS[worst.verdict]) worst = { verdict, code: finding.code };
  }
  return worst;
}

const MISSING: ReadonlySet<FindingCode> = new Set<FindingCode>(['digest-missing', 'log-file-missing']);

/** What a person has acknowledged is the same object as before. */
function verdictOf(finding: Judgement): ObjectVerdict {
  const { code } = finding;
  const isAcknowledged = 'acknowledged' in finding && finding.acknowledged === true;
  const severity = isAcknowledged ? FINDINGS[code].severities[0] : finding.severity;
  if (MISSING.has(code)) return 'MISSING';
  if (severity === 'INVALID') return 'INVALID';
  // Nothing is wrong with it, and no digest says what it must hold.
  return severity === 'INCOMPLETE' || code === 'log-file-after-last-digest' ? 'UNVERIFIED' : 'VALID';
}
