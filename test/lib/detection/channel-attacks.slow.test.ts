// Everything that somebody who holds one account can take away of its way to people, and each pair of it: the people of the other
// account are notified, by an event that is forwarded, by the heartbeat that is missing, or by the reading. All acts of a pair
// have their effect before the first event of them is looked at: a rule may not see its own end.
import { eventOf } from '../../../bin/cdk-organization-trail/verify/samples/event-bridge';
import { compare } from '../../../lambda/channel/compare';
import { callsOf, isBecause } from '../../../lib/protection/protected-resource';
import type { DeployedPlace } from '../../../lib/shared/deployed-form';
import { LAYOUTS } from '../../app/layouts';
import { synthesize } from '../../support/deployment/app';
import { matchesEventPattern } from '../../support/event-pattern/evaluate';
import { deployedResources, type Resource } from '../../support/iam';
import { actsIn, busOff, resourceOf, roleOff, ROWS, ruleOff, type Act } from './channel-acts';
import { changed, foundAsDeployed, type Change } from './found-as-deployed';

interface Rule {
  readonly Name: string;
  readonly EventBusName?: string;
  readonly EventPattern: object;
  readonly Targets?: readonly { readonly Arn: string }[];
}

const MANAGEMENT = '111111111111';
const ARCHIVE = '222222222222';
const TRAIL = 'organization-trail';
const GLOBAL = 'us-east-1';

/** In minutes. */
const [SECONDS, HEARTBEAT, GRAVE, OTHERS] = [0, 15, 45, 75];

/** A rule that forwards, and what its events take their way over. */
interface Forward {
  readonly region: string;
  readonly pattern: object;
  readonly over: readonly string[];
}

/** How the other account learns of what one account does. */
class Channel {
  public readonly acts: readonly Act[];
  public readonly places: readonly DeployedPlace[];
  private readonly forwards: readonly Forward[];
  private readonly heartbeats: readonly (readonly string[])[];
  private readonly seen = new Map<Act, readonly Forward[]>();

  public constructor(layout: string, account: string) {
    const other = account === MANAGEMENT ? ARCHIVE : MANAGEMENT;
    const stacks = synthesize(LAYOUTS[layout]).stacks.map(({ accountId, region, resources }) => ({
      ...{ accountId, region },
      resources: Object.values(deployedResources({ Resources: resources }, { accountId, region })),
    }));
    const all = <T>(accountId: string, type: string, region?: string) =>
      stacks
        .filter((stack) => stack.accountId === accountId && (region ?? stack.region) === stack.region)
        .flatMap((stack) => stack.resources)
        .filter(({ Type }: Resource) => Type === type)
        .map(({ Properties }) => Properties as T);

    const schedules = all<{ Name: string; Target: { Input: string } }>(other, 'AWS::Scheduler::Schedule');
    const { Target } = schedules.find(({ Name }) => Name === `${TRAIL}-channel-reader`)!;
    this.places = (JSON.parse(Target.Input) as { places: DeployedPlace[] }).places;
    const over = (region: string, name: string) => [
      ruleOff(region, name),
      roleOff(`${TRAIL}-forward-${region}`),
      busOff(region),
    ];
    const received = all<Rule>(other, 'AWS::Events::Rule').filter(({ EventBusName }) => EventBusName !== undefined);
    const isReceived = (event: object) =>
      received.some(({ Targets = [], EventPattern }) => Targets.length > 0 && matchesEventPattern(EventPattern, event));
    this.forwards = this.places.flatMap(({ region }) =>
      all<Rule>(account, 'AWS::Events::Rule', region)
        .filter(({ Targets = [] }) => Targets.some(({ Arn }) => Arn.includes(`:${other}:event-bus/`)))
        .map(({ Name, EventPattern }) => ({ region, pattern: EventPattern, over: over(region, Name) })),
    );
    this.heartbeats = this.places.map(({ region }) => over(region, `${TRAIL}-heartbeat`));
    const roleNames = all<{ RoleName: string }>(account, 'AWS::IAM::Role').map(({ RoleName }) => RoleName);
    const globalRoles = (region: string) => (region === GLOBAL ? roleNames.filter((name) => name.includes(TRAIL)) : []);
    this.acts = this.places.flatMap((place) => actsIn(place, globalRoles(place.region)));
    for (const act of this.acts) {
      const event = act.recorded && eventOf(act.recorded);
      const isHeard = event !== undefined && isReceived(event);
      this.seen.set(
        act,
        isHeard
          ? this.forwards.filter(({ region, pattern }) => region === act.region && matchesEventPattern(pattern, event))
          : [],
      );
    }
  }

  /** How many minutes it takes until the people of the other account are notified; undefined where they never are. */
  public notifiedWithin(...acts: readonly Act[]): number | undefined {
    const off = acts.flatMap((act) => act.off);
    const isWhole = (over: readonly string[]) => off.length === 0 || !over.some((part) => off.includes(part));
    if (acts.some((act) => this.seen.get(act)!.some(({ over }) => isWhole(over)))) return SECONDS;
    if (!this.heartbeats.every(isWhole)) return HEARTBEAT;
    const differences = this.places.flatMap((place) => {
      const changes = acts.flatMap((act) => (act.region === place.region ? act.changes : []));
      if (changes.length === 0) return [];
      const touched = touchedBy(place, changes);
      return compare(touched, changes.reduce(changed, foundAsDeployed(touched)));
    });
    if (differences.length === 0) return undefined;
    return differences.some(({ isGrave }) => isGrave) ? GRAVE : OTHERS;
  }
}

/** Without the rules, alarms and buses that stay as they are: each is compared with itself alone. */
function touchedBy(place: DeployedPlace, changes: readonly Change[]): DeployedPlace {
  const names = new Set(changes.map(({ name }) => name));
  return {
    ...place,
    rules: place.rules.filter(({ bus, name }) => names.has(bus === undefined ? name : `${bus}/${name}`)),
    alarms: place.alarms.filter(({ name }) => names.has(name)),
    buses: place.buses.filter(({ name }) => names.has(name)),
  };
}

test('every call that the table names for what a channel is made of is tried', () => {
  for (const row of ROWS) {
    const tried = Object.keys(row.calls);
    const events = callsOf(resourceOf(row)).flatMap(({ alert, events: names }) => (isBecause(alert) ? [] : names));
    const isTried = (event: string) =>
      tried.some((call) => (event.endsWith('*') ? call.startsWith(event.slice(0, -1)) : call === event));
    expect([row.resource, events.filter((event) => !isTried(event))]).toEqual([row.resource, []]);
  }
});

describe.each(['management account and log archive account', 'a home Region other than us-east-1'])('%s', (layout) => {
  describe.each([MANAGEMENT, ARCHIVE])('whoever holds %s', (account) => {
    const channel = new Channel(layout, account);
    const within = (most: number, acts: readonly Act[]) =>
      acts
        .map((act) => ({ act: act.name, minutes: channel.notifiedWithin(act) }))
        .filter(({ minutes }) => minutes === undefined || minutes > most);
    const byPeople = channel.acts.filter(({ recorded, isDeployed }) => recorded !== undefined && !isDeployed);

    test('takes nothing away by any call without that the other account hears of it in seconds, or misses the heartbeat', () => {
      expect(byPeople.length).toBeGreaterThan(500);
      expect(within(HEARTBEAT, byPeople)).toEqual([]);
    });

    test('nor by the link in a mail, which the reading finds within 45 minutes', () => {
      const byMail = channel.acts.filter(({ recorded }) => recorded === undefined);
      expect(byMail.length).toBeGreaterThan(0);
      expect(within(GRAVE, byMail)).toEqual([]);
      expect(byMail.map((act) => channel.notifiedWithin(act))).toEqual(byMail.map(() => GRAVE));
    });

    test('nor by a deployment, which the reading finds within 75 minutes', () => {
      const deployed = channel.acts.filter(({ isDeployed }) => isDeployed);
      expect(deployed.length).toBeGreaterThan(100);
      expect(within(OTHERS, deployed)).toEqual([]);
    });

    test('nor by any two of these at once: none hides another', () => {
      const { acts } = channel;
      const unseen: string[] = [];
      let slow = 0;
      for (const [index, one] of acts.entries())
        for (const other of acts.slice(index + 1)) {
          const minutes = channel.notifiedWithin(one, other);
          const isByPeople = [one, other].every(({ recorded, isDeployed }) => recorded !== undefined && !isDeployed);
          if (minutes === undefined || minutes > (isByPeople ? HEARTBEAT : OTHERS))
            unseen.push(`${one.name}, ${other.name}`);
          else if (minutes > SECONDS) slow++;
        }
      expect(unseen).toEqual([]);
      // Some are: the two rules that see the end of all others, at once.
      expect(slow).toBeGreaterThan(0);
    });
  });
});
