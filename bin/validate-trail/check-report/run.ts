import { createHash } from 'node:crypto';
import type { Arguments } from '../../shared/arguments';
import type { Outcome } from '../../shared/exit-status';
import type { Io } from '../../shared/io';
import { WholeReport } from '../../shared/whole-report';
import { outcomeOf, unchecked, verified, wrong, type Check } from './check';
import { readContent, type ReportContent } from '../../../lambda/records/report-content';
import { CopiedObjects, readFileOf } from './files';
import { formsOf } from './forms';
import { checkEarlier, checkNamedFiles, MOST_OF_REPORT } from './named-files';
import type { CheckReportOption } from './option-table';
import { readCheckReportOptions, type CheckReportOptions } from './options';
import { readPublicKey, type SigningPublicKey } from './public-key';
import { checkSignature } from './signature';

/** Verifies a report by the public key alone. It asks nobody and reads nothing but the files that it is given. */
export async function checkReport(given: Arguments<CheckReportOption>, io: Io): Promise<Outcome> {
  const options = readCheckReportOptions(given);
  const whole = await WholeReport.open(given, io);
  const key = await readPublicKey(options.publicKey);
  const bytes = await readFileOf(options.report, MOST_OF_REPORT);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const checks = [...checkFingerprint(options, key), await checkSignature({ bytes, sha256 }, key, options.signature)];
  // Nothing is taken from bytes that are not verified.
  const isSigned = outcomeOf(checks) === 'passed';
  const content = isSigned ? readContent(bytes) : undefined;
  const others = isSigned ? await checkContent(content, options) : [];
  const all = [...checks, ...others];
  await whole.write(formsOf({ options, key, sha256, content, checks: all }));
  return outcomeOf(all);
}

function checkFingerprint({ fingerprint }: CheckReportOptions, key: SigningPublicKey): Check[] {
  if (fingerprint === undefined) return [];
  const what = 'the public key';
  return [
    fingerprint === key.fingerprint ? verified(what) : wrong(what, 'its SHA-256 is not the one of --fingerprint'),
  ];
}

/** What a verified report names. */
async function checkContent(content: ReportContent | undefined, options: CheckReportOptions): Promise<Check[]> {
  if (content === undefined)
    return [unchecked('what the report says', 'use the command of the version that is deployed')];
  const files = options.isReportAlone ? [] : await checkNamedFiles(content, options.report);
  if (options.previous === undefined) return files;
  const { count, first, checks } = await checkEarlier(content, new CopiedObjects(options.previous));
  const reports =
    count === 0 ? [] : [verified(`${count} earlier ${count === 1 ? 'report' : 'reports'}, back to ${first}`)];
  return [...files, ...reports, ...checks];
}
