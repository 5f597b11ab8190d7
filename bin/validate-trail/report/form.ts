import type { ValidationEvent } from '../../../lambda/core';
import type { ReportSummary } from './summary';

/** One form of the report. It writes each event as it comes and keeps none, so that memory does not grow with the run. */
export interface Report {
  begin(): Promise<void> | void;
  event(event: ValidationEvent): Promise<void> | undefined;
  end(summary: ReportSummary): Promise<void>;
}

/** Several reports of one run: what the screen shows beside the file. */
export function combineReports(...reports: readonly Report[]): Report {
  return {
    async begin() {
      for (const report of reports) await report.begin();
    },
    event(event) {
      const slow = reports.map((report) => report.event(event)).filter((promise) => promise !== undefined);
      return slow.length === 0 ? undefined : Promise.all(slow).then(() => undefined);
    },
    async end(summary) {
      for (const report of reports) await report.end(summary);
    },
  };
}
