import type { OutputFile } from '../../shared/output-file';
import type { Sink } from '../../shared/sink';
import type { Acknowledgements } from '../lists/acknowledged';
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
  acknowledgements: Acknowledgements,
  onReaderGone: () => void,
): Report {
  const shown = file === undefined ? options : ({ ...options, output: 'text', verbose: false } as const);
  const onScreen = untilReaderGone(reportTo(shown, acknowledgements, screen.out, screen.err), onReaderGone);
  return file === undefined
    ? onScreen
    : combineReports(reportTo(options, acknowledgements, file.sink, file.sink), onScreen);
}

function reportTo(options: Options, acknowledgements: Acknowledgements, out: Sink, err: Sink): Report {
  const { trail, start, requestedEnd: end, verbose, output } = options;
  const about = { trailArn: trail.arn, start, end, verbose, acknowledgements };
  if (output === 'json') return new JsonReport(out, about);
  if (output === 'ndjson') return new NdjsonReport(out, verbose, acknowledgements);
  return new TextReport(out, err, about);
}
