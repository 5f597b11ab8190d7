import { ReaderGone } from '../../shared/sink';
import type { Report } from './form';

/** A report that writes no more once its reader has closed the pipe, as `head -1` does, and says so by a callback. */
export function untilReaderGone(report: Report, onGone: () => void): Report {
  let isGone = false;
  const stopWriting = (error: unknown): undefined => {
    if (!(error instanceof ReaderGone)) throw error;
    isGone = true;
    onGone();
  };
  const attempt = (write: () => Promise<void> | void | undefined): Promise<void> | undefined => {
    if (isGone) return undefined;
    try {
      return write()?.catch(stopWriting);
    } catch (error) {
      return stopWriting(error);
    }
  };
  return {
    begin: () => attempt(() => report.begin()),
    event: (event) => attempt(() => report.event(event)),
    end: async (summary) => attempt(() => report.end(summary)),
  };
}
