import type { OutputFile } from '../../shared/output-file';
import type { Sink } from '../../shared/sink';
import type { Options } from '../options';
import { combineReports, type Report } from './form';
import { JsonReport } from './json';
import { NdjsonReport } from './ndjson';
import type { Screen } from './screen';
import { TextReport } from './text';

/** The report in the form that was asked for; where a file has it, the screen has text. */
export function createReport(options: Options, screen: Screen, file: OutputFile | undefined): Report {
  if (file === undefined) return reportTo(options.output, options, screen.out, screen.err);
  return combineReports(
    reportTo(options.output, options, file.sink, file.sink),
    reportTo('text', { ...options, verbose: false }, screen.out, screen.err),
  );
}

function reportTo(output: Options['output'], options: Options, out: Sink, err: Sink): Report {
  const { trail, start, end, verbose } = options;
  const about = { trailArn: trail.arn, start, end, verbose };
  if (output === 'json') return new JsonReport(out, about);
  if (output === 'ndjson') return new NdjsonReport(out, verbose);
  return new TextReport(out, err, about);
}
