// The hand-made tables, held to each other, to the registry and to the actions that there are.
import { decide, role } from '../iam';
import { HANDLED_TYPES, handlerCalls } from './handlers';
import { registryEntry } from './registry';
import { typeRow, TYPES_WITH_ROWS } from './types';

const OPERATIONS = ['create', 'update', 'delete'] as const;

test('a type that has a row in one table has one in the other', () => {
  expect([...HANDLED_TYPES].sort()).toEqual([...TYPES_WITH_ROWS].sort());
});

test('a type without a row is rejected, and so is one that the registry does not have', () => {
  expect(() => typeRow('AWS::Some::Type')).toThrow('AWS::Some::Type has no row in types.ts');
  expect(() => handlerCalls('AWS::Some::Type', 'create')).toThrow('AWS::Some::Type has no row in handlers.ts');
  expect(() => registryEntry('AWS::Some::Type')).toThrow('no primary identifier of AWS::Some::Type');
});

test.each(TYPES_WITH_ROWS)('%s has a source and a date', (type) => {
  const { sources } = typeRow(type);
  expect(sources.length).toBeGreaterThan(0);
  for (const { text, date } of sources) {
    expect(text).not.toBe('');
    expect(date).toMatch(/^20\d\d-\d\d/);
  }
});

/** A template can write their identifier, and AWS does not list them among those that are imported by name. */
const NOT_LISTED = [
  'AWS::Config::ConfigurationRecorder',
  'AWS::Config::DeliveryChannel',
  'AWS::Config::RemediationConfiguration',
  'AWS::Glue::Database',
  'AWS::Lambda::EventInvokeConfig',
];
/** AWS lists it, though its primary identifier is only known afterwards: it has an additional one. */
const LISTED = ['AWS::StepFunctions::StateMachine'];

test('what is imported by name is what a template can write the identifier of, but for the named', () => {
  const differing = TYPES_WITH_ROWS.filter((type) => typeRow(type).importable !== registryEntry(type).canBeWritten);
  expect(differing.sort()).toEqual([...NOT_LISTED, ...LISTED].sort());
});

/** Its name is in its input as well, and aws-cdk-lib writes it there. */
const NAMED_ELSEWHERE = ['AWS::Glue::Database'];

test('the name by which two collide holds the identifier that a template can write', () => {
  const lacking = TYPES_WITH_ROWS.filter((type) => registryEntry(type).canBeWritten).filter((type) =>
    registryEntry(type).primaryIdentifier.some((property) => !typeRow(type).name.includes(property)),
  );
  expect(lacking).toEqual(NAMED_ELSEWHERE);
});

test('every action of the handlers exists', async () => {
  const who = role('222222222222', 'administrator');
  const actions = HANDLED_TYPES.flatMap((type) => OPERATIONS.flatMap((operation) => handlerCalls(type, operation)));
  const names = [...new Set(actions.map(({ action }) => action))];
  expect(names.length).toBeGreaterThan(80);
  for (const does of names) {
    expect([does, await decide({}, { who, does, on: '*', ownedBy: '222222222222' })]).toEqual([does, 'allowed']);
  }
});
