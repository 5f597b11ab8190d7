import type { Arguments } from '../../shared/arguments';
import type { CheckReportOption } from './option-table';

export interface CheckReportOptions {
  readonly report: string;
  readonly signature: string;
  readonly publicKey: string;
  /** Hex in lower case. */
  readonly fingerprint?: string;
  readonly previous?: string;
  readonly isReportAlone: boolean;
}

/** What `openssl dgst -sha256` and fingerprints show: hex, with or without colons. */
const FINGERPRINT = {
  pattern: /^(?:[0-9a-f]{2}:?){31}[0-9a-f]{2}$/i,
  allowed: 'the SHA-256 of the public key in DER, 64 hex digits',
  todo: 'take what "openssl dgst -sha256" shows of the file in DER',
};

export function readCheckReportOptions(given: Arguments<CheckReportOption>): CheckReportOptions {
  const report = given.required('report');
  const fingerprint = given.matching('fingerprint', FINGERPRINT)?.replaceAll(':', '').toLowerCase();
  const previous = given.one('previous');
  return {
    report,
    signature: given.one('signature') ?? `${report}.sig.json`,
    publicKey: given.required('public-key'),
    isReportAlone: given.has('only-report'),
    ...(fingerprint !== undefined && { fingerprint }),
    ...(previous !== undefined && { previous }),
  };
}
