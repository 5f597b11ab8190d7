import type { AuthenticatedBucket } from '../aws/s3/authenticated-bucket';
import { reportFormat, type Report } from './report';

/** A report, from any version that the validator wrote: neither a delete marker nor a newer version hides it. */
export async function readReport(evidence: AuthenticatedBucket, key: string): Promise<Report> {
  let failure = 'is not there';
  for await (const versionId of versionsOf(evidence, key)) {
    try {
      const object = await evidence.get(key, versionId);
      if (object?.isAuthentic === true) return reportFormat.parse(object.body.toString('utf8'), key);
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
