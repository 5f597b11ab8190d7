// Every rule of the app: of which account its events are, and whether what is CRITICAL is forwarded to the other account.
import type { AppConfiguration } from '../../bin/app-configuration';
import { TAMPER_TEXTS } from '../../lib/detection/alerts/tamper-texts';
import { callsOf, isBecause } from '../../lib/protection/protected-resource';
import { PROTECTED_RESOURCES } from '../../lib/protection/protected-resources';
import { AlarmSeverity } from '../../lib/shared/alarm-severity';
import { deployedResources, resourcesOfType } from '../support/iam';
import { LAYOUT_WITH_ALL, LAYOUTS, stacksOf, templatesOf } from './layouts';

interface Rule {
  readonly Name: string;
  readonly Description: string;
  readonly EventBusName?: string;
  readonly EventPattern?: { readonly account?: readonly string[]; readonly detail?: Readonly<Record<string, unknown>> };
  readonly State: string;
  readonly ScheduleExpression?: string;
  readonly Targets?: readonly { readonly Arn: string; readonly RoleArn: string }[];
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
      const { detail } = rule.EventPattern!;
      const isAnyCall = detail?.eventName !== undefined && detail.errorCode === undefined;
      expect(forward).toMatchObject({
        State: rule.State,
        EventPattern: {
          ...rule.EventPattern,
          detail: { ...detail, ...(isAnyCall && { errorCode: [{ exists: false }] }) },
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
});

/** What a channel is made of; of tables, functions and queues behind it only groups of refused calls depend. */
const CHANNEL = PROTECTED_RESOURCES.filter(({ service }) =>
  ['sns', 'cloudwatch', 'events', 'kms', 'iam'].includes(service),
);

test('each call that touches the way to people raises an alert that is CRITICAL', () => {
  const alerts = CHANNEL.flatMap(callsOf).flatMap(({ alert }) => (isBecause(alert) ? [] : [alert]));
  expect(new Set(alerts).size).toBeGreaterThan(4);
  expect(alerts.filter((alert) => TAMPER_TEXTS[alert].severity !== AlarmSeverity.CRITICAL)).toEqual([]);
});
