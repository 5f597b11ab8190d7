import { TamperAlerts, TrailIdentity } from '../../lib';
import { walkToPeople, type DeployedStack } from '../support/walk';
import { LAYOUTS, stacksOf, templatesOf } from './layouts';

describe.each(Object.entries(LAYOUTS))('%s', (_, configuration) => {
  const stacks = stacksOf(configuration);
  const deployed = [...templatesOf(configuration)].map(([name, template]): DeployedStack => ({
    accountId: stacks.get(name)!.account,
    region: stacks.get(name)!.region,
    template: template.toJSON(),
  }));
  const { organizationId } = configuration;
  const trail =
    organizationId === undefined
      ? TrailIdentity.account(configuration)
      : TrailIdentity.organization({ ...configuration, organizationId });
  const places = TamperAlerts.placesOf(trail).map(({ accountId, region }) => `${accountId} in ${region}`);

  test('every alarm and rule, in every account and Region, reaches a person', async () => {
    const { gaps, reached } = await walkToPeople(deployed);
    expect(gaps).toEqual([]);
    expect(reached).toContain(`111111111111 in ${trail.homeRegion}: alarm ${trail.trailName}-CloudTrailChanges`);
    for (const place of places) expect(reached).toContain(`${place}: rule ${trail.trailName}-AlarmTopicTampering`);
  });

  test('somebody has to confirm an e-mail in each of them', async () => {
    const { pendingConfirmations } = await walkToPeople(deployed);
    expect(pendingConfirmations).toHaveLength(places.length);
  });

  test('no stack stands where nothing is watched', () => {
    const standing = deployed.map(({ accountId, region }) => `${accountId} in ${region}`);
    expect(new Set(standing)).toEqual(new Set(places));
  });
});
