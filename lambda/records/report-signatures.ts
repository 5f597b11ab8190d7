import { remedyFor, readFailureFor, toAwsError } from '../aws/errors';
import type { Signer } from '../aws/kms';
import type { AuthenticatedBucket, ListedVersion } from '../aws/s3/authenticated-bucket';
import type { Finding, ReadFailureReason, Trail } from '../core';
import { nameInArn } from '../core/format/arn';
import { DAY } from '../core/format/time';
import { causeOf } from '../core/model/cause';
import { dayFolder, evidenceFolder, isReportKey, isSignatureKey, signatureKeyOf } from './evidence-keys';
import type { ReportLink } from './report';
import { reportSignatureFormat, SIGNATURE_ALGORITHM } from './report-signature';
import type { Look } from './report-store';

/** Reports without a signature are looked for from so long ago. */
const RECENT = 7 * DAY;
/** So many are signed by one run; the next ones go on. */
const MOST_AT_ONCE = 24;

/** The signatures of reports, each in an object beside its report, for those who verify it by the public key alone. */
export class ReportSignatures {
  private readonly folder: string;

  public constructor(
    private readonly bucket: AuthenticatedBucket,
    private readonly signer: Signer,
    trail: Trail,
  ) {
    this.folder = evidenceFolder(nameInArn(trail.arn), 'reports');
  }

  /** Signs a report, unless it is signed: an earlier attempt at the same may have come so far. */
  public async sign({ key, sha256 }: ReportLink): Promise<void> {
    const name = signatureKeyOf(key);
    const signed = {
      reportKey: key,
      sha256,
      algorithm: SIGNATURE_ALGORITHM,
      ...(await this.signer.sign(sha256)),
    } as const;
    try {
      await this.bucket.put(name, Buffer.from(reportSignatureFormat.stringify(signed, name)));
    } catch (error) {
      const isThere = (error as Error).name === 'PreconditionFailed';
      if (!isThere || (await this.bucket.get(name))?.isAuthentic !== true) throw error;
    }
  }

  /** Signs a report, or says why not: the report stands, and is published. */
  public async trySign(link: ReportLink): Promise<{ readonly unsigned?: string }> {
    try {
      await this.sign(link);
      return {};
    } catch (error) {
      return { unsigned: String(error) };
    }
  }

  /**
   * Signs reports that earlier runs could not sign. What can't be signed now either is a finding: the reports stand, and
   * whoever has the public key alone can't verify them. Of those before the first signature the last ones are signed.
   */
  public async signMissing(now: number, { isWhole }: Look): Promise<Finding[]> {
    const after = isWhole ? undefined : `${this.folder}${dayFolder(now - RECENT)}/`;
    for (const version of (await this.unsigned(after)).slice(-MOST_AT_ONCE)) {
      const failure = await this.signVersion(version);
      if (failure !== undefined) return [this.findingOf(version, failure)];
    }
    return [];
  }

  private async unsigned(after: string | undefined): Promise<ListedVersion[]> {
    const reports: ListedVersion[] = [];
    const signatures = new Set<string>();
    let first: string | undefined;
    for await (const version of this.bucket.versions(this.folder, after)) {
      if (isReportKey(version.key)) reports.push(version);
      if (!isSignatureKey(version.key)) continue;
      signatures.add(version.key);
      first ??= version.key;
    }
    const isUnsigned = ({ key }: ListedVersion) =>
      !signatures.has(signatureKeyOf(key)) && (first === undefined || key > first);
    return reports.filter(isUnsigned);
  }

  /** A version that the validator did not write is not signed; it is a finding of its own. */
  private async signVersion({ key, versionId }: ListedVersion): Promise<Error | undefined> {
    const object = await this.bucket.check(key, versionId);
    if (object?.isAuthentic !== true || object.sha256 === undefined) return undefined;
    return this.sign({ key, sha256: object.sha256 }).then(
      () => undefined,
      (error: Error) => error,
    );
  }

  private findingOf({ key }: ListedVersion, error: Error): Finding {
    const detail = causeOf({ failure: reasonOf(error), detail: `${error.name}: ${error.message}` });
    return { code: 'report-unsigned', severity: 'INCOMPLETE', bucket: this.bucket.name, key, detail };
  }
}

/** KMS answers with one status to whoever is denied and about a key that is disabled or gone. */
function reasonOf(error: Error): ReadFailureReason {
  const awsError = toAwsError(error);
  const { failure } = readFailureFor(remedyFor(awsError), awsError);
  return failure === 'denied' && !error.name.startsWith('AccessDenied') ? 'undecryptable' : failure;
}
