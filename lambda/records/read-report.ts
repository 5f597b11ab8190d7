import type { AuthenticatedBucket } from '../aws/s3/authenticated-bucket';
import type { Report } from './report';

/** A report, from any version that the validator wrote: neither a delete marker nor a newer version hides it. */
export async function readReport(evidence: AuthenticatedBucket, key: string): Promise<Report> {
  let failure = 'is not there';
  for await (const versionId of versionsOf(evidence, key)) {
    try {
      const object = await evidence.get(key, versionId);
      if (object?.isGenuine === true) return JSON.parse(object.body.toString('utf8')) as Report;
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
