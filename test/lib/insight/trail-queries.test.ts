import { Template } from 'aws-cdk-lib/assertions';
import { CisControl, ExtraFilter, TrailQueries } from '../../../lib';
import { insightsCondition } from '../../../lib/insight/insights-condition';
import { NAMING_FIELDS, namedAfter, SAVED_QUERIES } from '../../../lib/insight/saved-queries';
import { PROTECTED_RESOURCES } from '../../../lib/protection/protected-resources';
import { PATTERN_SAMPLES } from '../../../bin/cdk-organization-trail/verify/samples/pattern-samples';
import { TAMPER_SAMPLES } from '../../../bin/cdk-organization-trail/verify/samples/tamper-samples';
import { managementStack, organizationTrail } from '../../support/stacks';

interface QueryDefinition {
  readonly Name: string;
  readonly QueryString: string;
  readonly LogGroupNames: string[];
}

const stack = managementStack();
const { queryNames } = new TrailQueries(stack, 'Queries', { trail: organizationTrail() });
const definitions = Object.values(Template.fromStack(stack).findResources('AWS::Logs::QueryDefinition')).map(
  ({ Properties }) => Properties as QueryDefinition,
);

/** The path of every value in the sample events, as Logs Insights names it: items of lists by their number. */
const sampledFields = new Set(
  [
    ...Object.values(PATTERN_SAMPLES).flatMap(({ found, nearMisses }) => [found, nearMisses]),
    ...Object.values(TAMPER_SAMPLES).flatMap(({ raising, nearMisses }) => [raising, nearMisses]),
  ].flatMap((samples) => Object.values(samples).flatMap((event) => pathsOf(event))),
);

function pathsOf(node: unknown, path: string[] = []): string[] {
  if (typeof node !== 'object' || node === null) return [path.join('.')];
  return Object.entries(node).flatMap(([key, child]) => pathsOf(child, [...path, key]));
}

/** What a query uses, without its commands, functions, texts and patterns. */
function fieldsOf(query: string): string[] {
  const bare = query.replace(/"[^"]*"/g, '').replace(/\/(\\.|[^/\n\\])*\//g, '');
  const own = [...bare.matchAll(/\bas (\w+)/g)].map(([, name]) => name);
  const words = /^(fields|filter|sort|limit|stats|count|count_distinct|by|as|and|or|not|in|like|desc|ispresent|\d+)$/;
  return [...bare.matchAll(/@?[A-Za-z_]\w*(\.\w+)*/g)]
    .map(([name]) => name)
    .filter((name) => !words.test(name) && !own.includes(name));
}

test('there is one query for each alarm and for each question', () => {
  const names = [...CisControl.all(), ...ExtraFilter.all()].map(({ filterName }) => filterName);
  expect(queryNames).toEqual(
    [...names, ...SAVED_QUERIES.map(({ name }) => name)].map((name) => `organization-trail/${name}`),
  );
  expect(definitions.map(({ Name }) => Name).sort()).toEqual([...queryNames].sort());
});

describe.each(definitions.map((definition) => [definition.Name, definition] as const))(
  '%s',
  (_, { QueryString, LogGroupNames }) => {
    test('asks the log group of the trail', () => {
      expect(LogGroupNames).toEqual(['/aws/cloudtrail/organization-trail']);
    });

    test('uses no field that the sample events do not have', () => {
      const fields = fieldsOf(QueryString);
      expect(fields).toContain('eventName');
      expect(fields.filter((field) => !field.startsWith('@') && !sampledFields.has(field))).toEqual([]);
    });

    test('says who, when and from where', () => {
      expect(QueryString).toMatch(/^fields eventTime, userIdentity\.type, userIdentity\.arn, .*sourceIPAddress/);
    });

    test('is short enough, and has its parentheses in pairs', () => {
      expect(QueryString.length).toBeLessThanOrEqual(10_000);
      expect(QueryString.split('(')).toHaveLength(QueryString.split(')').length);
    });
  },
);

test('a misspelt field is noticed', () => {
  expect(fieldsOf('fields userIdentity.arm | filter eventName = "userIdentity.x"')).toEqual([
    'userIdentity.arm',
    'eventName',
  ]);
  expect(sampledFields).not.toContain('userIdentity.arm');
});

describe('a filter pattern in the language of Logs Insights', () => {
  test.each([
    [
      CisControl.CLOUDWATCH_1.filterPattern,
      'userIdentity.type = "Root" and not ispresent(userIdentity.invokedBy) and (not ispresent(eventType) or not (eventType = "AwsServiceEvent"))',
    ],
    [
      CisControl.CLOUDWATCH_2.filterPattern,
      '(errorCode like /UnauthorizedOperation$/) or (errorCode like /^AccessDenied/)',
    ],
    [
      CisControl.CLOUDWATCH_7.filterPattern,
      '(eventSource = "kms.amazonaws.com") and ((eventName = "DisableKey") or (eventName = "ScheduleKeyDeletion"))',
    ],
  ])('%s', (pattern, condition) => {
    expect(insightsCondition(pattern)).toBe(condition);
  });

  test('has nothing left of the pattern', () => {
    for (const { filterPattern } of [...CisControl.all(), ...ExtraFilter.all()]) {
      expect(insightsCondition(filterPattern)).not.toMatch(/\$\.|&&|\|\||NOT EXISTS|[{}]/);
    }
  });
});

describe('TrailItself shows what was changed of each part of the trail', () => {
  /** Of no part that is named after the trail, or with values that the query does not name by the name. */
  const ELSEWHERE = [
    ...['keyId', 'targetKeyId', 'aliasName', 'bucketName', 'namedQueryId', 'stackName'],
    ...['servicePrincipal', 'accountId', 'regionName', 'destination.arn'],
  ];
  const trail = organizationTrail();
  const context = { trail, topicArn: 'topic', exemptRoleNames: [], keys: [], stackNames: [] };
  const fields = new Set(
    PROTECTED_RESOURCES.flatMap((resource) => Object.keys(resource.fields(context) ?? {}))
      .filter((field) => field.startsWith('requestParameters.'))
      .map((field) => field.slice('requestParameters.'.length)),
  );

  test.each([...fields])('by the field %s', (field) => {
    const named = NAMING_FIELDS.map((each) => each.replace(/\.\d+(?=\.|$)/, ''));
    expect([...named, ...ELSEWHERE]).toContain(field);
  });

  test.each([
    ['organization-trail', true],
    ['organization-trail-alarm-reporter', true],
    ['arn:aws:states:us-east-1:111111111111:stateMachine:organization-trail-alarm-fallback', true],
    ['https://sqs.us-east-1.amazonaws.com/111111111111/organization-trail-alarm-reports-dead-letters', true],
    ['/aws/lambda/organization-trail-channel-reader', true],
    ['read-organization-trail-splunk', true],
    ['ORGANIZATION-TRAIL-repair', true],
    ['organization_trail', true],
    ['organization-trails', false],
    ['another-organization-trail', false],
    ['team-trail', false],
  ])('%s: %s', (name, isOurs) => {
    const [, source] = /^\/\(\?i\)(.*)\/$/.exec(namedAfter(trail))!;
    expect(new RegExp(source, 'i').test(name)).toBe(isOurs);
  });
});
