import type { AuthenticatedBucket } from '../aws/s3/authenticated-bucket';
import { reportFormat, type Report } from './report';

/** A report, from any version that the validator wrote: neither a delete marker nor a newer version hides it. */
export async function readReport(evidence: AuthenticatedBucket, key: string): Promise<Report> {
  return (await readHashedReport(evidence, key)).report;
}

/** The same, with the SHA-256 of its bytes in hex. */
export async function readHashedReport(
  evidence: AuthenticatedBucket,
  key: string,
): Promise<{ readonly report: Report; readonly sha256: string }> {
  let failure = 'is not there';
  for await (const versionId of versionsOf(evidence, key)) {
    try {
      const object = await evidence.get(key, versionId);
      if (object?.isAuthentic === true) {
        return { report: reportFormat.parse(object.body.toString('utf8'), key), sha256: object.sha256 };
      }
      if (object !== undefined) failure = 'was not written by the validator';
    } catch (error) {
      failure = `could not be read: ${String(error)}`;
    }
  }
  throw new Error(`${key} ${failure}`);
}

/** The newest version, which nearly always is the one, and then each. */
async function* versionsOf(evidence: AuthenticatedBucket, key: string): AsyncGenerator<string | undefined> {
  yield undefined;
  for await (const version of evidence.versions(key)) if (version.key === key) yield version.versionId;
}
