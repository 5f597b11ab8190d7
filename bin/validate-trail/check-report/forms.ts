import { escapeText } from '../../../lambda/core/format/escape';
import type { Forms } from '../../shared/whole-report';
import { outcomeOf, type Check } from './check';
import type { ReportContent } from '../../../lambda/records/report-content';
import type { CheckReportOptions } from './options';
import type { SigningPublicKey } from './public-key';

const SCHEMA_VERSION = 1;

export interface CheckedReport {
  readonly options: CheckReportOptions;
  readonly key: SigningPublicKey;
  readonly sha256: string;
  /** Undefined where the signature is not verified. */
  readonly content: ReportContent | undefined;
  readonly checks: readonly Check[];
}

const RESULTS = { passed: 'verified', failed: 'wrong', incomplete: 'incomplete', couldNotRun: 'incomplete' } as const;
const WIDTH = 'unchecked'.length;

export function formsOf(checked: CheckedReport): Forms {
  const { key, sha256, content, checks } = checked;
  const result = RESULTS[outcomeOf(checks)];
  const notShown = notShownBy(checked);
  const said = content && {
    ...{ trailArn: content.trailArn, runId: content.runId },
    ...{ time: new Date(content.time).toISOString(), verdict: content.verdict },
  };
  const json = {
    schemaVersion: SCHEMA_VERSION,
    result,
    publicKey: { sha256: key.fingerprint },
    report: { sha256, ...said },
    checks,
    notShown,
  };
  const lines = [
    ...checks.map(lineOf),
    `SHA-256 of the public key: ${key.fingerprint}`,
    `SHA-256 of the report: ${sha256}`,
    ...(said === undefined
      ? ['What the report says is not shown, since it is not verified.']
      : [`The run ${said.runId} of ${said.time} about ${said.trailArn}: ${said.verdict}`]),
    'This does not show:',
    ...notShown.map((sentence) => `- ${sentence}`),
  ];
  return { text: lines.map((line) => `${escapeText(line)}\n`).join(''), json };
}

function lineOf({ state, what, because }: Check): string {
  return `${state.padEnd(WIDTH)}  ${what}${because === undefined ? '' : `: ${because}`}`;
}

/** What whoever reads the result might take it for. */
function notShownBy({ options, content }: CheckedReport): string[] {
  return [
    ...(options.fingerprint === undefined
      ? ['that the public key is the one you were handed: compare its SHA-256']
      : []),
    ...(content === undefined
      ? []
      : ['that the verdict holds: it is what the validator signed, and no log file was read']),
    ...(options.isReportAlone ? ['what is in the files that the report names'] : []),
    ...(options.previous === undefined ? ['that no earlier report is missing: give --previous'] : []),
    'that there is no later report, nor that a run was due and did not take place',
  ];
}
