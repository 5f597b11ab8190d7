import { trailOf } from '../../bin/app';
import { CisControl, ExtraFilter, TamperAlerts } from '../../lib';
import { deployedResources } from '../support/iam';
import { walkToPeople, type DeployedStack } from '../support/walk';
import { LAYOUT_WITH_ALL, LAYOUTS, stacksOf, templatesOf } from './layouts';

/** Alarms, and the rules that publish; the others start a repair or feed a consumer, and an alarm reports when they can't. */
const NOTIFYING = /: (alarm|rule (?!.*-(repair-on|consumer)-))/;
const FILTERS = [...CisControl.all(), ...ExtraFilter.all()].map(({ filterName }) => filterName).join('|');

const ALL = { ...LAYOUTS, 'with everything that is opt-in': LAYOUT_WITH_ALL };

describe.each(Object.entries(ALL))('%s', (_, configuration) => {
  const stacks = stacksOf(configuration);
  const deployed = [...templatesOf(configuration)].map(([name, template]): DeployedStack => ({
    accountId: stacks.get(name)!.account,
    region: stacks.get(name)!.region,
    template: template.toJSON(),
  }));
  const trail = trailOf(configuration);
  const walk = walkToPeople(deployed);
  const places = TamperAlerts.placesOf(trail).map(({ accountId, region }) => `${accountId} in ${region}`);

  test('every alarm and rule, in every account and Region, reaches a person', async () => {
    const { gaps, reached } = await walk;
    expect(gaps).toEqual([]);
    expect(reached).toContain(`111111111111 in ${trail.homeRegion}: alarm ${trail.trailName}-CloudTrailChanges`);
    for (const place of places) expect(reached).toContain(`${place}: rule ${trail.trailName}-AlarmTopicTampering`);
  });

  test('somebody has to confirm an e-mail in each of them', async () => {
    const { pendingConfirmations } = await walk;
    expect(pendingConfirmations).toHaveLength(places.length);
  });

  test('no stack stands where nothing is watched', () => {
    const standing = deployed.map(({ accountId, region }) => `${accountId} in ${region}`);
    expect(new Set(standing)).toEqual(new Set(places));
  });

  // References are resolved first: what referred to something that is taken away then names what is not there.
  const resolved = deployed.map((stack) => ({ ...stack, resources: deployedResources(stack.template, stack) }));

  test.each([
    ['AWS::SNS::Topic', NOTIFYING],
    ['AWS::SNS::TopicPolicy', NOTIFYING],
    ['AWS::SNS::Subscription', NOTIFYING],
    ['AWS::KMS::Key', NOTIFYING],
    // A rule that counts heartbeats has no target.
    ['AWS::IAM::Role', /: rule (?!.*\/.*-heartbeat-)/],
    ['AWS::CloudWatch::Alarm', /: (rule|metric filter) /],
    ['AWS::Events::Rule', /: alarm .*-(undelivered|not-started)$/],
    ['AWS::Logs::MetricFilter', new RegExp(`: alarm .*-(${FILTERS})$`)],
  ])('without %s nothing that needs one reaches a person: %s', async (type, needing) => {
    const rest = resolved.map(({ resources, ...stack }): DeployedStack => {
      const Resources = Object.fromEntries(Object.entries(resources).filter(([, { Type }]) => Type !== type));
      return { ...stack, template: { Resources } };
    });
    const before = (await walk).reached.filter((what) => needing.test(what));
    expect(before).not.toEqual([]);
    const { reached } = await walkToPeople(rest);
    expect(reached.filter((what) => before.includes(what))).toEqual([]);
  });
});
