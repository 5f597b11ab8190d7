// What the reader of the other account finds where everything is as it was deployed.
import type { FoundPlace } from '../../../lambda/aws/channel/found-place';
import type { DeployedPlace } from '../../../lib/shared/deployed-form';

export function foundAsDeployed(place: DeployedPlace): FoundPlace {
  const keyArn = (alias?: string) => `key behind ${alias}`;
  return {
    topics: new Map(
      place.topics.map(({ arn, policy = '', keyAlias, subscriptions = [] }) => [
        arn,
        {
          ...{ policy, keyArn: keyArn(keyAlias) },
          subscriptions: subscriptions.map(({ protocol, endpoint = '', settings = '' }) => ({
            ...{ protocol, endpoint, settings, isConfirmed: true },
          })),
        },
      ]),
    ),
    keys: new Map(place.keys.map(({ alias, policy = '' }) => [alias, { arn: keyArn(alias), policy, isEnabled: true }])),
    buses: new Map(place.buses.map(({ name, policy = '' }) => [name, { policy }])),
    rules: new Map(
      place.rules.map(({ name, bus, state, pattern = '', targets = '' }) => [
        bus === undefined ? name : `${bus}/${name}`,
        { state, pattern, targets },
      ]),
    ),
    alarms: new Map(place.alarms.map(({ name, actions = '', definition = '' }) => [name, { actions, definition }])),
  };
}

/** A part of what is found, by its name: taken away, or with other values. */
export interface Change {
  readonly part: keyof FoundPlace;
  readonly name: string;
  /** What it has instead; undefined where it is gone. */
  readonly values?: object;
}

export function changed(found: FoundPlace, { part, name, values }: Change): FoundPlace {
  const items = new Map<string, unknown>(found[part]);
  const before = items.get(name);
  items.delete(name);
  if (before !== undefined && values !== undefined) items.set(name, { ...(before as object), ...values });
  return { ...found, [part]: items };
}
