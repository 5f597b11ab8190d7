import { whenAll } from '../flow/when-all';
import type { ChainReader } from './chain-reader';
import type { ListedDigest } from './digest-list';
import type { DigestVerdict } from './verified-digest';
import { verifyLogFile, type LogFileVerdict } from './verify-log-file';

/** A digest with the log files that it lists: read and verified by themselves, and not reported yet. */
export interface CheckedDigest extends DigestVerdict {
  readonly listed: ListedDigest;
  readonly logFiles: readonly LogFileVerdict[];
  /** The run was stopped before all of its log files were read. */
  readonly isStopped: boolean;
}

export async function checkDigest(reader: ChainReader, listed: ListedDigest): Promise<CheckedDigest> {
  const { session } = reader;
  const { verified, findings, stored } = await reader.verdictOf(listed);
  const entries = verified?.logFiles ?? [];
  session.countTotal(entries.length);
  const logFiles = await whenAll(entries.map((entry) => verifyLogFile(session, entry, listed.end)));
  const isStopped = logFiles.some((logFile) => logFile.isStopped === true);
  return { listed, verified, findings, stored, logFiles, isStopped };
}
