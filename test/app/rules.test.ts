// Every rule of the app: of which account its events are, and whether what is CRITICAL is forwarded to the other account.
import { isDeepStrictEqual } from 'node:util';
import type { AppConfiguration } from '../../bin/app-configuration';
import { parseCall } from '../../lambda/group/call';
import { TAMPER_TEXTS } from '../../lib/detection/alerts/tamper-texts';
import { callsOf, isBecause } from '../../lib/protection/protected-resource';
import { PROTECTED_RESOURCES } from '../../lib/protection/protected-resources';
import { AlarmSeverity } from '../../lib/shared/alarm-severity';
import { matchesEventPattern } from '../support/event-pattern/evaluate';
import { deployedResources, resourcesOfType } from '../support/iam';
import { LAYOUT_WITH_ALL, LAYOUTS, stacksOf, templatesOf } from './layouts';

interface Rule {
  readonly Name: string;
  readonly Description: string;
  readonly EventBusName?: string;
  readonly EventPattern?: { readonly account?: readonly string[]; readonly detail?: Readonly<Record<string, unknown>> };
  readonly State: string;
  readonly ScheduleExpression?: string;
  readonly Targets?: readonly {
    readonly Arn: string;
    readonly RoleArn: string;
    readonly InputTransformer?: { readonly InputTemplate: string };
  }[];
}

const ALL: Readonly<Record<string, AppConfiguration>> = { ...LAYOUTS, 'with everything': LAYOUT_WITH_ALL };

const deployedIn = (configuration: AppConfiguration) => {
  const stacks = stacksOf(configuration);
  return [...templatesOf(configuration)].flatMap(([name, template]) => {
    const { account: accountId, region } = stacks.get(name)!;
    const resources = deployedResources(template.toJSON(), { accountId, region });
    return resourcesOfType(resources, 'AWS::Events::Rule').map(({ Properties }) => ({
      ...{ accountId, region },
      rule: Properties as unknown as Rule,
    }));
  });
};

describe.each(Object.entries(ALL))('%s', (_, configuration) => {
  const { managementAccountId, logArchiveAccountId = managementAccountId } = configuration;
  const otherOf = (accountId: string) =>
    accountId === managementAccountId ? logArchiveAccountId : managementAccountId;
  const deployed = deployedIn(configuration);

  test('each rule names the account of its events: its own, or on the bus of the other account that one', () => {
    expect(deployed.length).toBeGreaterThan(20);
    for (const { accountId, rule } of deployed) {
      const { account } = rule.EventPattern!;
      const from = rule.EventBusName === undefined ? accountId : otherOf(accountId);
      expect([rule.Name, account]).toEqual([rule.Name, [from]]);
    }
  });

  /** Rules that notify people of this account at once, and those that start what does. */
  const notifying = deployed.filter(
    ({ rule: { EventBusName, Targets = [] } }) =>
      EventBusName === undefined && Targets.some(({ Arn }) => /^arn:[^:]+:sns:/.test(Arn)),
  );
  const critical = notifying.filter(({ rule }) => rule.Description.startsWith('[CRITICAL]'));

  test('each rule that is CRITICAL has one that forwards the same events, where there is another account', () => {
    expect(critical.length).toBeGreaterThan(15);
    const isOne = managementAccountId === logArchiveAccountId;
    for (const { accountId, region, rule } of critical) {
      const forwards = deployed.filter(
        (each) => each.accountId === accountId && each.region === region && each.rule.Name === `${rule.Name}-forward`,
      );
      if (isOne) {
        expect([rule.Name, forwards]).toEqual([rule.Name, []]);
        continue;
      }
      expect([rule.Name, forwards.length]).toEqual([rule.Name, 1]);
      const [{ rule: forward }] = forwards;
      expect(forward).toMatchObject({
        State: rule.State,
        EventPattern: {
          ...rule.EventPattern,
        },
        Targets: [
          {
            Arn: expect.stringMatching(`:${otherOf(accountId)}:event-bus/`) as string,
            RoleArn: expect.stringMatching(`:${accountId}:role/organization-trail-forward-${region}$`) as string,
          },
        ],
      });
    }
  });

  test('no rule that can match a refused call sends it to people or to the other account one by one', () => {
    const canMatch = deployed.filter(({ rule }) => canMatchRefused(rule.EventPattern!));
    const direct = canMatch.filter(({ rule: { Targets = [] } }) =>
      Targets.some(({ Arn }) => /^arn:[^:]+:(sns|events):/.test(Arn)),
    );
    const names = direct.map(({ rule }) => rule.Name).filter((name) => !(name in DIRECT_ALTHOUGH_REFUSED));
    expect(names).toEqual([]);
    const queues = canMatch.filter(({ rule: { Targets = [] } }) =>
      Targets.some(({ Arn }) => /^arn:[^:]+:sqs:/.test(Arn)),
    );
    expect(queues.length).toBeGreaterThan(10);
  });

  test('the function that groups calls reads what each rule sends to a queue', () => {
    const sent = deployed.flatMap(({ rule: { Name, Targets = [] } }) =>
      Targets.filter(({ Arn }) => Arn.endsWith('-calls')).map((target) => ({ Name, ...target })),
    );
    for (const { Name, Arn, InputTransformer } of sent) {
      const kind = Arn.endsWith('-refused-calls') ? 'refused' : 'deployed';
      const errorCode = kind === 'refused' ? 'AccessDenied' : '';
      const body = InputTransformer!.InputTemplate.replace('<errorCode>', errorCode);
      expect([Name, parseCall(body)]).toMatchObject([Name, { kind, errorCode }]);
    }
  });

  test('each queue to which rules send refused calls is one of the same account and Region, by the role that its policy admits', () => {
    const grouped = deployed.filter(({ rule: { Targets = [] } }) => Targets.some(({ Arn }) => Arn.endsWith('-calls')));
    expect(grouped.length).toBeGreaterThan(10);
    for (const { accountId, region, rule } of grouped)
      expect(rule.Targets).toMatchObject([
        {
          Arn: expect.stringMatching(
            `:${region}:${accountId}:(organization|account)-trail-(refused|deployment)-calls$`,
          ) as string,
          RoleArn: expect.stringMatching(`:${accountId}:role/(organization|account)-trail-alerts-${region}$`) as string,
        },
      ]);
  });
});

const REFUSED_CALL = { 'detail-type': 'AWS API Call via CloudTrail' };

/** Whether a pattern lets events of calls through, and does not ask that the call has no error code. */
function canMatchRefused({ detail, ...pattern }: NonNullable<Rule['EventPattern']>): boolean {
  const { 'detail-type': types } = pattern as { readonly 'detail-type'?: readonly unknown[] };
  const isOfCalls = types === undefined || matchesEventPattern({ 'detail-type': types }, REFUSED_CALL);
  return isOfCalls && !isDeepStrictEqual(detail?.errorCode, [{ exists: false }]);
}

/** Rules that may send refused calls directly all the same, and why. */
const DIRECT_ALTHOUGH_REFUSED: Readonly<Record<string, string>> = {
  'organization-trail-received-calls':
    'on its bus there is what the rules of the other account forward, none of which matches a refused call',
};

/** What a channel is made of; of tables, functions and queues behind it only groups of refused calls depend. */
const CHANNEL = PROTECTED_RESOURCES.filter(({ service }) =>
  ['sns', 'cloudwatch', 'events', 'kms', 'iam'].includes(service),
);

test('each call that touches the way to people raises an alert that is CRITICAL', () => {
  const alerts = CHANNEL.flatMap(callsOf).flatMap(({ alert }) => (isBecause(alert) ? [] : [alert]));
  expect(new Set(alerts).size).toBeGreaterThan(4);
  expect(alerts.filter((alert) => TAMPER_TEXTS[alert].severity !== AlarmSeverity.CRITICAL)).toEqual([]);
});
