import type { OutputFile } from '../../shared/output-file';
import type { Sink } from '../../shared/sink';
import type { Options } from '../options';
import { combineReports, type Report } from './form';
import { JsonReport } from './json';
import { NdjsonReport } from './ndjson';
import type { Screen } from './screen';
import { TextReport } from './text';
import { untilReaderGone } from './until-reader-gone';

/**
 * The report in the form that was asked for; where a file has it, the screen has text. The callback says that nobody
 * reads the screen any more.
 */
export function createReport(
  options: Options,
  screen: Screen,
  file: OutputFile | undefined,
  onReaderGone: () => void,
): Report {
  const shown = file === undefined ? options : ({ ...options, output: 'text', verbose: false } as const);
  const onScreen = untilReaderGone(reportTo(shown.output, shown, screen.out, screen.err), onReaderGone);
  return file === undefined
    ? onScreen
    : combineReports(reportTo(options.output, options, file.sink, file.sink), onScreen);
}

function reportTo(output: Options['output'], options: Options, out: Sink, err: Sink): Report {
  const { trail, start, end, verbose } = options;
  const about = { trailArn: trail.arn, start, end, verbose };
  if (output === 'json') return new JsonReport(out, about);
  if (output === 'ndjson') return new NdjsonReport(out, verbose);
  return new TextReport(out, err, about);
}
