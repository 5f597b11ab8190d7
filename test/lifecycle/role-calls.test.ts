// Each call that a role of ours makes, put to the permissions that it needs, in every layout.
import * as path from 'node:path';
import { LAYOUT_WITH_ALL, LAYOUTS } from '../app/layouts';
import { changed, specsOf, type StackSpec, type TemplateResource } from '../support/lifecycle';
import {
  calledOperations,
  DeployedLayout,
  FUNCTION_CALLS,
  functionCalls,
  lackingFor,
  operationsIn,
  SERVICE_CALLS,
  serviceCalls,
  type CallRow,
  type CallSite,
} from '../support/role-calls';
import { TWO } from './expected';

/** Calls that a role is meant to be denied, with the reason. */
const MEANT_TO_FAIL: Readonly<Record<string, string>> = {
  'start-logging: cloudtrail:StopLogging needs cloudtrail:StopLogging on trail':
    'the runbook of AWS ends there when it can not read the status: the trail must go on',
};

const OF_ORGANIZATIONS = [
  'repair: cloudtrail:UpdateTrail needs iam:CreateServiceLinkedRole on role',
  'repair: cloudtrail:UpdateTrail needs iam:GetRole on role',
  'repair: cloudtrail:UpdateTrail needs organizations:ListDelegatedAdministrators on *',
];

const OF_ONE_FORM: readonly string[] = [
  'repair-starter: ssm:StartAutomationExecution needs ssm:StartAutomationExecution on automation-execution',
  'repair-starter: ssm:StartAutomationExecution needs ssm:StartAutomationExecution on document',
];

type Rows = Readonly<Record<string, unknown>>;

const deployed = (specs: readonly StackSpec[]) => new DeployedLayout(specs);
const layouts = Object.entries({ ...LAYOUTS, 'with everything that is opt-in': LAYOUT_WITH_ALL }).map(
  ([name, configuration]) => ({
    name,
    layout: deployed(specsOf(configuration)),
  }),
);

async function lacking(sites: readonly CallSite[], rows: Rows, layout: DeployedLayout): Promise<string[]> {
  const found = await Promise.all(sites.map((site) => lackingFor(site, rows[site.call] as CallRow, layout)));
  return [...new Set(found.flat().map(shortened))].filter((it) => !(it in MEANT_TO_FAIL)).sort();
}

/** The role without the trail's name, the resource by its type. */
function shortened(text: string): string {
  return text.replace(/^\w+-trail-/, '').replace(/arn:aws:[\w-]*:[\w-]*:\d*:([\w-]+)[:/].*$/, '$1');
}

describe.each(layouts)('$name', ({ layout }) => {
  test('every call of a service by a role has a row', () => {
    const calls = serviceCalls(layout).map(({ call }) => call);
    expect(calls.length).toBeGreaterThan(50);
    expect([...new Set(calls)].filter((call) => !(call in SERVICE_CALLS))).toEqual([]);
  });

  test('services may do what they are given roles for', async () => {
    expect(await lacking(serviceCalls(layout), SERVICE_CALLS, layout)).toEqual([]);
  });

  test('functions may do what their code calls', async () => {
    expect(functionCalls(layout).length).toBeGreaterThan(30);
    expect(await lacking(functionCalls(layout), FUNCTION_CALLS, layout)).toEqual([]);
  });

  test('what is meant to fail is denied', async () => {
    const found = await Promise.all(
      serviceCalls(layout).map((site) => lackingFor(site, SERVICE_CALLS[site.call], layout)),
    );
    expect(found.flat().map(shortened)).toEqual(expect.arrayContaining(Object.keys(MEANT_TO_FAIL)));
  });
});

test('every operation that the functions call has a row', () => {
  const operations = calledOperations(path.join(__dirname, '../../lambda'));
  expect(operations.length).toBeGreaterThan(20);
  expect(operations.filter((operation) => !(operation in FUNCTION_CALLS))).toEqual([]);
  expect(Object.keys(FUNCTION_CALLS).filter((operation) => !operations.includes(operation))).toEqual([]);
});

describe('a permission that a role lacks is found', () => {
  const specs = specsOf(LAYOUTS[TWO]);
  const roleNamed = (suffix: string, change: (statements: object[]) => object[]) =>
    changed(specs, (resource) => {
      const { RoleName, Policies = [] } = (resource.Properties ?? {}) as {
        RoleName?: string;
        Policies?: InlinePolicy[];
      };
      if (resource.Type !== 'AWS::IAM::Role' || !RoleName?.endsWith(suffix)) return resource;
      const changedPolicies = Policies.map(({ PolicyDocument, ...policy }) => ({
        ...policy,
        PolicyDocument: { ...PolicyDocument, Statement: change(PolicyDocument.Statement) },
      }));
      return { ...resource, Properties: { ...resource.Properties, Policies: changedPolicies } } as TemplateResource;
    });
  const allowing = (...actions: string[]) => ({ Effect: 'Allow', Action: actions, Resource: '*' });
  const withoutActions = (statements: object[], ...actions: string[]) =>
    statements.flatMap((statement) => {
      const { Action } = statement as { Action?: string | string[] };
      if (Action === undefined) return [statement];
      const kept = [Action].flat().filter((action) => !actions.includes(action));
      return kept.length === 0 ? [] : [{ ...statement, Action: kept }];
    });
  const ROLE_ACTIONS = ['iam:GetRole', 'iam:CreateServiceLinkedRole', 'organizations:ListDelegatedAdministrators'];
  const ofUpdate = async (mutated: readonly StackSpec[]) => {
    const layout = deployed(mutated);
    const found = await lacking(serviceCalls(layout), SERVICE_CALLS, layout);
    return found.filter((it) => it.startsWith('repair: cloudtrail:UpdateTrail'));
  };

  test('the repair of an organization trail, without what CloudTrail asks for besides', async () => {
    const lacks = roleNamed('-repair', (statements) => withoutActions(statements, ...ROLE_ACTIONS));
    expect(await ofUpdate(lacks)).toEqual(OF_ORGANIZATIONS);
    const has = roleNamed('-repair', (statements) => [...statements, allowing(...ROLE_ACTIONS)]);
    expect(await ofUpdate(has)).toEqual([]);
  });

  test('the starter, by the one form of the ARN or by all', async () => {
    const starting = async (resources: string[]) => {
      const statement = { Effect: 'Allow', Action: 'ssm:StartAutomationExecution', Resource: resources };
      const layout = deployed(
        roleNamed('-repair-starter', (statements) => [
          ...statements.filter((it) => (it as { Action?: string }).Action !== 'ssm:StartAutomationExecution'),
          statement,
        ]),
      );
      const found = await lacking(serviceCalls(layout), SERVICE_CALLS, layout);
      return found.filter((it) => it.startsWith('repair-starter'));
    };
    const form = (kind: string) => `arn:aws:ssm:us-east-1:111111111111:${kind}/*`;
    expect(await starting([form('automation-definition')])).toEqual(OF_ONE_FORM);
    expect(await starting(['automation-definition', 'automation-execution', 'document'].map(form))).toEqual([]);
  });

  test('a function, without one action of its policy', async () => {
    const layout = deployed(
      roleNamed('-digest-validator', (statements) =>
        withoutActions(statements, 's3:ListBucketVersions', 'dynamodb:Query'),
      ),
    );
    const found = await lacking(functionCalls(layout), FUNCTION_CALLS, layout);
    expect(found).toContain('digest-validator: dynamodb:Query needs dynamodb:Query on table');
    expect(found.join()).toContain('digest-validator: s3:ListObjectVersions needs s3:ListBucketVersions');
  });
});

interface InlinePolicy {
  readonly PolicyDocument: { readonly Statement: object[] };
}

describe('a call that nobody wrote a row for is found', () => {
  test('in code', () => {
    const code = `import { S3Client, DeleteObjectCommand } from '@aws-sdk/client-s3';
      client.send(new DeleteObjectCommand({})); client.send(new UnknownCommand({}));`;
    expect(operationsIn(code)).toEqual(['s3:DeleteObject', 'unknown:Unknown']);
    expect('s3:DeleteObject' in FUNCTION_CALLS).toBe(false);
  });

  test.each([
    [
      'AWS::Events::Rule',
      'Targets',
      [{ Arn: 'arn:aws:kinesis:us-east-1:111111111111:stream/x', Id: 'x' }],
      'EventBridge needs',
    ],
    ['AWS::Config::RemediationConfiguration', 'TargetId', 'AWS-EnableCloudTrail', 'AWS-EnableCloudTrail are not known'],
  ])('in %s', (type, property, value, message) => {
    const mutated = changed(specsOf(LAYOUTS[TWO]), (resource) =>
      resource.Type === type ? { ...resource, Properties: { ...resource.Properties, [property]: value } } : resource,
    );
    expect(() => serviceCalls(deployed(mutated))).toThrow(message);
  });
});
