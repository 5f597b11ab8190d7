import { EVIDENCE } from '../../lib/shared/contract';

/** A folder of a trail in the evidence bucket. */
export function evidenceFolder(trailName: string, folder: keyof typeof EVIDENCE): string {
  return `${trailName}/${EVIDENCE[folder]}/`;
}

/** The folders of a day, `YYYY/MM/DD`, below which records are named by their time. */
export function dayFolder(time: number): string {
  return new Date(time).toISOString().slice(0, 10).replaceAll('-', '/');
}

const SIGNATURE = '.sig.json';

/** The key of the signature of a report. */
export function signatureKeyOf(reportKey: string): string {
  return `${reportKey}${SIGNATURE}`;
}

export function isSignatureKey(key: string): boolean {
  return key.endsWith(SIGNATURE);
}

/** Whether a key in the folder of the reports is that of a report: signatures and lists lie beside them. */
export function isReportKey(key: string): boolean {
  return key.endsWith('.json') && !isSignatureKey(key);
}
