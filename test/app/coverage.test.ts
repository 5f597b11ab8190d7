// Every resource of the app, in the log archive account and in the management account: an attack on it that the guardrail
// denies and that raises an alert, or a reason in words. A type that is not in attacks.ts fails.
import { covers } from '../../lib/guardrail/abbreviations';
import { eventSourceOf } from '../../lib/protection/protected-resource';
import { CALLS } from '../lib/protection/calls';
import { matchesEventPattern } from '../support/event-pattern/evaluate';
import { eventOf } from '../../bin/cdk-organization-trail/verify/samples/event-bridge';
import { record } from '../../bin/cdk-organization-trail/verify/samples/record';
import { decide, deployedResources, role, type Policies, type PolicyDocument, type Resource } from '../support/iam';
import {
  arnOf,
  COVERAGE,
  GLOBAL_REGION,
  INVOCATIONS,
  sns,
  text,
  type Attack,
  type Deployed,
  type Place,
} from './attacks';
import { LAYOUT_WITH_ALL, LAYOUTS, stacksOf, templatesOf } from './layouts';

/** What the guardrail leaves alone: queues of consumers, and what questions are asked with. The table says why. */
const UNGUARDED = /:(sqs:.*:read-organization-trail-|glue:|athena:|s3:::[^/]*-questions$)/;

/** Why nothing is denied there. */
const MANAGEMENT_REASON =
  'no policy of AWS Organizations binds the management account: there the alert and the repair are all there is';

describe.each(
  Object.entries({ ...LAYOUTS, 'with everything that is opt-in': LAYOUT_WITH_ALL }).filter(
    ([, { organizationId, logArchiveAccountId }]) => organizationId !== undefined && logArchiveAccountId !== undefined,
  ),
)('%s', (_, configuration) => {
  const stacks = stacksOf(configuration);
  const resources = [...templatesOf(configuration)].flatMap(([name, template]) => {
    const { account, region } = stacks.get(name)!;
    return Object.entries(deployedResources(template.toJSON(), { accountId: account, region })).map(
      ([id, resource]): Deployed => ({ ...resource, id, stack: name, account, region, aliases: [] }),
    );
  });
  const policies = guardrailOf(resources);
  const { managementAccountId, logArchiveAccountId = '' } = configuration;

  test('every type of resource has attacks, or a reason for none', () => {
    expect([...new Set(resources.map(({ Type }) => Type))].filter((type) => !(type in COVERAGE))).toEqual([]);
  });

  test('every attack is a call of the table of protected resources', () => {
    const unknown = attacksOn(resources).filter(
      ({ attack }) =>
        !CALLS.some(
          ({ resource, call }) =>
            eventSourceOf(resource) === `${attack.source}.amazonaws.com` &&
            call.actions.some((action) => covers(`${resource.service}:${action}`, attack.does)),
        ),
    );
    expect(unknown.map(describeAttack)).toEqual([]);
  });

  test('every attack on every resource raises an alert in its account', () => {
    const unseen = attacksOn(resources).filter(({ resource, attack }) => !isSeen(resource, attack));
    expect(unseen.filter(({ attack }) => attack.dataOf !== INVOCATIONS).map(describeAttack)).toEqual([]);
  });

  test('invocations are not seen, and writes to the memory would not be, did the trail not record them', () => {
    const attacks = attacksOn(resources).filter(({ attack }) => attack.dataOf !== undefined);
    const seen = attacks.filter(({ resource, attack }) => isSeen(resource, attack));
    expect(new Set(seen.map(({ attack }) => attack.dataOf))).toEqual(new Set(['AWS::DynamoDB::Table']));
    const trails = resources.filter(({ Type }) => Type === 'AWS::CloudTrail::Trail');
    for (const { attack } of seen) {
      expect(trails.some((trail) => records(trail, attack))).toBe(true);
      expect(records({ ...trails[0], Properties: {} }, attack)).toBe(false);
      expect(records(trails[0], { ...attack, on: `${attack.on}-2`.replace('organization-trail', 'some') })).toBe(false);
    }
  });

  test('attacks on what reads the log files are not denied, and the log files stay', async () => {
    const who = role(logArchiveAccountId, 'administrator');
    const attacks = attacksOn(resources).filter(({ attack: { on } }) => UNGUARDED.test(on));
    expect(attacks.length > 0).toBe(configuration === LAYOUT_WITH_ALL);
    for (const { attack } of attacks)
      expect(await decide(policies, { who, does: attack.does, on: attack.on })).toBe('allowed');
  });

  test('every other attack on the log archive account is denied to its administrators', async () => {
    const allowed: string[] = [];
    for (const { resource, attack } of attacksOn(resources)) {
      if (resource.account === managementAccountId || UNGUARDED.test(attack.on)) continue;
      const who = role(logArchiveAccountId, 'administrator');
      const { does, on, where } = attack;
      const request = { who, does, on, ownedBy: logArchiveAccountId, ...(where && { where }) };
      if ((await decide(policies, request)) !== 'denied') allowed.push(describeAttack({ resource, attack }));
    }
    expect(allowed).toEqual([]);
  });

  test(`nothing is denied in the management account: ${MANAGEMENT_REASON}`, async () => {
    const who = role(managementAccountId, 'administrator');
    const [{ attack }] = attacksOn(resources.filter(({ Type }) => Type === 'AWS::CloudTrail::Trail'));
    expect(await decide(policies, { who, does: attack.does, on: attack.on })).toBe('allowed');
  });

  test('an attack on something else raises none and is denied to nobody', async () => {
    const [topic] = resources.filter(
      ({ Type, account }) => Type === 'AWS::SNS::Topic' && account === logArchiveAccountId,
    );
    const topicArn = arnOf(topic, 'sns', 'of-somebody-else');
    const attack = sns(topicArn, 'DeleteTopic', { topicArn });
    expect(isSeen(topic, attack)).toBe(false);
    const who = role(logArchiveAccountId, 'administrator');
    expect(await decide(policies, { who, does: attack.does, on: attack.on })).toBe('allowed');
  });

  function isSeen({ account, region }: Place, attack: Attack): boolean {
    const { source, call, parameters, more, isGlobal } = attack;
    if (!resources.some((resource) => records(resource, attack))) return false;
    const arrivesIn = isGlobal ? GLOBAL_REGION : region;
    const details = { awsRegion: arrivesIn, recipientAccountId: account, requestParameters: parameters, ...more };
    const event = eventOf(record(`${source}.amazonaws.com`, call, details));
    return resources.some(
      (rule) =>
        rule.Type === 'AWS::Events::Rule' &&
        rule.account === account &&
        rule.region === arrivesIn &&
        // Of its own account: the bus of the other account has rules of its own.
        rule.Properties.EventBusName === undefined &&
        matchesEventPattern(rule.Properties.EventPattern as object, event),
    );
  }

  function guardrailOf(all: readonly Deployed[]): Policies {
    const ofType = (type: string) =>
      all
        .filter(({ Type, Properties }) => Type === 'AWS::Organizations::Policy' && Properties.Type === type)
        .map(({ Properties }) => Properties.Content as PolicyDocument);
    return {
      managementAccountId: configuration.managementAccountId,
      serviceControlPolicies: ofType('SERVICE_CONTROL_POLICY'),
      resourceControlPolicies: ofType('RESOURCE_CONTROL_POLICY'),
    };
  }
});

interface Selector {
  readonly FieldSelectors: readonly (Readonly<Partial<Record<string, readonly string[]>>> & {
    readonly Field: string;
  })[];
}

/** Whether a trail of the organization records a write: all that are management events, and data events that it selects. */
function records({ Type, Properties }: Resource, { dataOf, on }: Attack): boolean {
  if (Type !== 'AWS::CloudTrail::Trail') return false;
  if (dataOf === undefined) return true;
  const event: Record<string, string> = {
    ...{ eventCategory: 'Data', 'resources.type': dataOf, 'resources.ARN': on, readOnly: 'false' },
  };
  const classic = (Properties.EventSelectors ?? []) as readonly ClassicSelector[];
  if (classic.some((selector) => selectsWrites(selector, dataOf, on))) return true;
  const selectors = (Properties.AdvancedEventSelectors ?? []) as readonly Selector[];
  return selectors.some(({ FieldSelectors }) =>
    FieldSelectors.every(({ Field, Equals, StartsWith, ...others }) => {
      if (!(Field in event) || Object.keys(others).length > 0)
        throw new Error(`not understood: a selector of ${Field}`);
      const value = event[Field];
      return (Equals ?? []).includes(value) || (StartsWith ?? []).some((prefix) => value.startsWith(prefix));
    }),
  );
}

interface ClassicSelector {
  readonly ReadWriteType: string;
  readonly DataResources?: readonly { readonly Type: string; readonly Values: readonly string[] }[];
}

/** A classic selector names a table by its exact ARN. */
function selectsWrites({ ReadWriteType, DataResources = [] }: ClassicSelector, type: string, arn: string): boolean {
  const isNamed = DataResources.some(({ Type, Values }) => Type === type && Values.includes(arn));
  return ReadWriteType !== 'ReadOnly' && isNamed;
}

interface Attacked {
  readonly resource: Deployed;
  readonly attack: Attack;
}

function attacksOn(resources: readonly Deployed[]): Attacked[] {
  return resources.flatMap((resource) => {
    const row = COVERAGE[resource.Type];
    return typeof row === 'function'
      ? row(withAliases(resource, resources)).map((attack) => ({ resource, attack }))
      : [];
  });
}

function withAliases(resource: Deployed, resources: readonly Deployed[]): Deployed {
  const targets = resources.filter(
    ({ Type, stack, Properties }) =>
      Type === 'AWS::KMS::Alias' &&
      stack === resource.stack &&
      Properties.TargetKeyId === arnOf(resource, 'kms', `key/${resource.id}`),
  );
  return { ...resource, aliases: targets.map((alias) => text(alias, 'AliasName')) };
}

function describeAttack({ resource, attack }: Attacked): string {
  return `${resource.stack} ${resource.id}: ${attack.does} on ${attack.on}`;
}
