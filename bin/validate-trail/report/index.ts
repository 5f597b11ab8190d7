import type { Options } from '../options';
import type { OutputFile, Screen } from '../output';
import type { Sink } from '../sink';
import { JsonReport } from './json';
import { NdjsonReport } from './ndjson';
import { together, type Report } from './report';
import { TextReport } from './text';

export type { Report } from './report';
export { summarize } from './summary';

/** The report in the form asked for; with a file, the file has it and the screen has text. */
export function makeReport(options: Options, screen: Screen, file: OutputFile | undefined): Report {
  if (file === undefined) return reportTo(options.format, options, screen.out, screen.err);
  return together(
    reportTo(options.format, options, file.sink, file.sink),
    reportTo('text', { ...options, verbose: false }, screen.out, screen.err),
  );
}

function reportTo(format: Options['format'], options: Options, out: Sink, err: Sink): Report {
  const { trail, start, end, verbose } = options;
  const about = { trailArn: trail.arn, start, end, verbose };
  if (format === 'json') return new JsonReport(out, about);
  if (format === 'ndjson') return new NdjsonReport(out, verbose);
  return new TextReport(out, err, about);
}
