// What must hold in the table of protected resources itself, and in the two lists of calls that are kept apart from it:
// the patterns of Security Hub, which are fixed, and the events that the validator looks for, which knows no constructs.
import { EVENTS } from '../../../lambda/core/read/verified-events';
import { CisControl } from '../../../lib';
import { eventMatcher } from '../../../lib/detection/alerts/tamper-alert';
import { eventSourceOf, isBecause } from '../../../lib/protection/protected-resource';
import { PROTECTED_RESOURCES } from '../../../lib/protection/protected-resources';
import { matchesEventPattern } from '../../support/event-pattern/evaluate';
import { CALLS } from './calls';
import { REVIEWED_ACTIONS } from './reviewed';

describe('the table', () => {
  test('names each resource once', () => {
    const names = PROTECTED_RESOURCES.map(({ name }) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test('has each action of a service once, or on different types of resources', () => {
    const named = CALLS.flatMap(({ resource, call: { actions } }) =>
      actions.map((action) => `${resource.service}:${action} on ${resource.types.join(', ')} in ${resource.name}`),
    );
    expect(named.filter((name, index) => named.indexOf(name) !== index)).toEqual([]);
  });

  test('gives a reason in words for everything that does not happen', () => {
    const reasons = CALLS.flatMap(({ call: { alert, guard, repair } }) => [alert, guard, repair].filter(isBecause));
    expect(reasons.filter(({ because }) => because.split(' ').length < 3)).toEqual([]);
    expect(reasons.length).toBeGreaterThan(0);
  });

  test('alerts on no call that has no event', () => {
    const silent = CALLS.filter(({ call }) => call.events.length === 0 && !isBecause(call.alert));
    expect(silent.map(({ which }) => which)).toEqual([]);
  });
});

describe('lists of calls apart from the table', () => {
  const services = new Map(PROTECTED_RESOURCES.map((resource) => [eventSourceOf(resource), resource.service]));

  function isCallOrReviewed(eventSource: string, eventName: string): boolean {
    const isCall = CALLS.some(
      ({ resource, call }) =>
        eventSourceOf(resource) === eventSource &&
        call.events.some((event) =>
          matchesEventPattern({ name: [eventMatcher(event, resource)] }, { name: eventName }),
        ),
    );
    const reviewed = REVIEWED_ACTIONS[services.get(eventSource) ?? ''] ?? [];
    return isCall || reviewed.some(({ actions }) => actions.split(' ').includes(eventName));
  }

  test.each(Object.entries(EVENTS))(
    'the validator looks for events of %s that the table knows',
    (source, eventNames) => {
      expect(eventNames.filter((name) => !isCallOrReviewed(source, name))).toEqual([]);
    },
  );

  test.each([
    ['CLOUDWATCH_5', 'cloudtrail.amazonaws.com'],
    ['CLOUDWATCH_7', 'kms.amazonaws.com'],
    ['CLOUDWATCH_8', 's3.amazonaws.com'],
    ['CLOUDWATCH_9', 'config.amazonaws.com'],
  ] as const)('the pattern of %s has events of %s that the table knows', (control, source) => {
    const eventNames = [...CisControl[control].filterPattern.matchAll(/eventName=(\w+)/g)].map(([, name]) => name);
    expect(eventNames).not.toEqual([]);
    expect(eventNames.filter((name) => !isCallOrReviewed(source, name))).toEqual([]);
  });
});
