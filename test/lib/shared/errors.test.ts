// What is wrong is reported at synthesis, together, each with the path of its construct: every construct, the same cases.
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as api from '../../../lib';
import { CONSTRUCTS, sentences } from '../../support/constructs';
import { organizationTrail, synthError } from '../../support/stacks';

const { LogArchive, OrganizationTrail, TrailGuardrail, TrailQueries } = api;

const about = (what: string) => expect.stringMatching(new RegExp(`^${what}: got .+, expected .+; .+`));

test('every construct of the API is among them', () => {
  const names = Object.entries(api).flatMap(([name, value]) =>
    Object.getPrototypeOf(value)?.name === 'Construct' ? [name] : [],
  );
  // OrganizationTrailStacks makes the stacks itself: its own test has what is wrong or missing there.
  expect(names.sort()).toEqual([...Object.keys(CONSTRUCTS), 'OrganizationTrailStacks'].sort());
});

describe.each(Object.entries(CONSTRUCTS))('%s', (_, { stackWith, make, required, props }) => {
  const made = (stack: Stack, given: object) => {
    make(stack, given as never);
    return stack;
  };

  test('is made of what it requires', () => {
    const stack = stackWith();
    expect(() => Template.fromStack(made(stack, props(stack)))).not.toThrow();
  });

  test('without any property says what is missing', () => {
    expect(sentences(made(stackWith(), {}))).toEqual(required.map((what) => about(`${what}`)));
  });

  test.each(required.filter((what) => /^\w+$/.test(what)))('without %s says that alone', (missing) => {
    const stack = stackWith();
    const given = { ...props(stack), [missing]: undefined };
    expect(sentences(made(stack, given))).toEqual([about(missing)]);
  });

  test('takes no text where it wants a value of this library', () => {
    const stack = stackWith();
    const given = { ...props(stack), [required[0]]: 'organization-trail' };
    expect(sentences(made(stack, given))).toEqual([
      expect.stringMatching(new RegExp(`^${required[0]}: got "string", expected `)),
    ]);
  });

  test.each([
    [
      'account',
      { region: 'us-east-1' },
      /^the account of the stack: got nothing, expected .*(111111111111|222222222222)/,
    ],
    ['Region', { account: '111111111111' }, /^the Region of the stack: got nothing, expected .*Region.*us-east-1/],
  ])('in a stack without %s says so', (__, env, sentence) => {
    const account = 'account' in env ? { account: stackWith().account } : {};
    const stack = stackWith({ env: { ...env, ...account } });
    expect(sentences(made(stack, props(stack)))).toEqual([expect.stringMatching(sentence)]);
  });

  test('in a stack without both says both', () => {
    const stack = stackWith({ env: {} });
    expect(sentences(made(stack, props(stack)))).toEqual([
      about('the account of the stack'),
      about('the Region of the stack'),
    ]);
  });
});

test.each([
  [
    'AlarmTopic',
    { emailAddresses: 'security@example.com' },
    'emailAddresses: got "security@example.com", expected a list',
  ],
  ['TrailGuardrail', { memberTrailNames: 'audit' }, 'memberTrailNames: got "audit", expected a list'],
])('%s takes no text for a list', (name, given, sentence) => {
  const { stackWith, make, props } = CONSTRUCTS[name];
  const stack = stackWith();
  make(stack, { ...props(stack), ...given } as never);
  expect(sentences(stack)).toEqual([expect.stringContaining(sentence)]);
});

test('what is wrong with all constructs of an app is one error', () => {
  const trail = organizationTrail();
  const app = new App();
  const stacks = { management: '111111111111', archive: '222222222222' };
  for (const [id, account] of Object.entries(stacks)) new Stack(app, id, { env: { account, region: 'us-east-1' } });
  const [management, archive] = app.node.children as Stack[];
  new LogArchive(archive, 'Archive', { trail, retention: Duration.hours(36) });
  new OrganizationTrail(archive, 'Trail', { trail });
  new TrailGuardrail(management, 'Guardrail', { trail, targetIds: [] });
  new TrailQueries(management, 'Queries', {} as never);
  expect(synthError(management).split('\n').slice(1)).toEqual([
    expect.stringContaining('[management/Guardrail] targetIds: got []'),
    expect.stringContaining('[management/Queries] trail: got nothing'),
    expect.stringContaining('[archive/Archive] retention: got "36 hours"'),
    expect.stringContaining('[archive/Trail] the account of the stack: got "222222222222"'),
  ]);
});
