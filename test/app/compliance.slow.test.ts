// The compliance checks that users run over their apps, over ours: none may have a finding that nobody gave a reason for.
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { App, CfnResource, Stack, Validations } from 'aws-cdk-lib';
import { CfnGuardValidator } from '@cdklabs/cdk-validator-cfnguard';
import { AwsSolutionsChecks, NIST80053R5Checks, PCIDSS321Checks } from 'cdk-nag';
import { addStacks } from '../../bin/app';
import { LAYOUT_WITH_ALL, LAYOUTS as OF_ACCOUNTS } from './layouts';

interface Violating {
  readonly constructPath?: string;
  readonly resourceLogicalId?: string;
}

interface Violation {
  readonly ruleName: string;
  readonly violatingConstructs?: readonly Violating[];
  readonly violatingResources?: readonly Violating[];
}

interface Report {
  readonly pluginReports: { readonly violations: readonly Violation[] }[];
}

const recommended = JSON.parse(
  readFileSync(path.join(__dirname, '../../node_modules/aws-cdk-lib-newest/recommended-feature-flags.json'), 'utf8'),
) as Record<string, unknown>;

const IS_NEWEST = path.basename(path.dirname(require.resolve('aws-cdk-lib/package.json'))) === 'aws-cdk-lib-newest';

beforeAll(() => {
  delete process.env.CDK_VALIDATION;
  // Each synthesis announces its checks there.
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
});

const LAYOUTS: typeof OF_ACCOUNTS = { ...OF_ACCOUNTS, 'with everything that is opt-in': LAYOUT_WITH_ALL };
const FLAGS = { 'without feature flags': {}, 'with all recommended feature flags': recommended };
const TWO_ACCOUNTS = 'management account and log archive account';

const build = (layout: string, flags: keyof typeof FLAGS) => {
  const app = new App({ context: { ...FLAGS[flags], '@aws-cdk/core:validateAgainstDefaultRules': true } });
  addStacks(app, LAYOUTS[layout]);
  return app;
};

describe.each(Object.keys(FLAGS) as (keyof typeof FLAGS)[])('%s', (flags) => {
  describe.each(Object.keys(LAYOUTS))('%s', (layout) => {
    const checked = build(layout, flags);

    // As plugins of the app these packs need a newer aws-cdk-lib than the oldest that this library works with.
    test.each([
      ['AwsSolutions', () => new AwsSolutionsChecks()],
      ['NIST 800-53 R5', () => new NIST80053R5Checks()],
      ['PCI DSS 3.2.1', () => new PCIDSS321Checks()],
    ])('%s has no finding', (_pack, pack) => {
      const findings = (checked.node.children as Stack[]).flatMap((stack) =>
        pack()
          .validateScope(stack)
          .violations.flatMap(({ ruleName, violatingResources }) =>
            violatingResources.map(
              ({ constructPath, resourceLogicalId }) => `${ruleName} ${constructPath ?? resourceLogicalId}`,
            ),
          ),
      );
      expect(findings).toEqual([]);
    });
  });
});

// Each takes seconds, so not every layout is put to both sets of flags.
test.each([
  [TWO_ACCOUNTS, 'without feature flags'],
  [TWO_ACCOUNTS, 'with all recommended feature flags'],
  ['management account alone', 'with all recommended feature flags'],
  ['a single account without an organization', 'without feature flags'],
] as const)('%s %s has no finding by the Control Tower controls and the validation of the CDK', (layout, flags) => {
  const app = build(layout, flags);
  Validations.of(app).addPlugins(new CfnGuardValidator());
  expect(findingsOf(app)).toEqual([]);
});

test('a fault is found, so the checks do run', () => {
  const app = new App({ context: { '@aws-cdk/core:validateAgainstDefaultRules': true } });
  const stack = new Stack(app, 'Faulty');
  new CfnResource(stack, 'Bucket', { type: 'AWS::S3::Bucket', properties: { NoSuchProperty: true } });
  Validations.of(app).addPlugins(new CfnGuardValidator());
  const findings = findingsOf(app).join();
  expect(findings).toContain('s3_bucket_logging_enabled_check');
  // The validation built into the CDK is newer than the oldest aws-cdk-lib that this library works with.
  expect(findings.includes('F3002')).toBe(IS_NEWEST);
});

function findingsOf(app: App): string[] {
  const { exitCode } = process;
  try {
    app.synth();
  } catch {
    // The report says what failed.
  }
  // Older versions of aws-cdk-lib throw nothing: they let the whole process end as failed, which here is jest.
  process.exitCode = exitCode;
  const file = readdirSync(app.outdir).find((name) => name.endsWith('validation-report.json'))!;
  const report = JSON.parse(readFileSync(path.join(app.outdir, file), 'utf8')) as Report;
  return report.pluginReports.flatMap(({ violations }) => violations.map(describeViolation));
}

/** The two versions of aws-cdk-lib name what violates a rule in fields of different names. */
function describeViolation({ ruleName, violatingConstructs = [], violatingResources = [] }: Violation): string {
  const ids = [...violatingConstructs, ...violatingResources].map(
    ({ constructPath, resourceLogicalId }) => constructPath ?? resourceLogicalId,
  );
  return `${ruleName} ${ids.join(' ')}`;
}
