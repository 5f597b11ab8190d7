import { readArguments } from '../../../bin/shared/arguments';
import { HELP_OPTION, REPORT_OPTIONS } from '../../../bin/shared/options';
import { RULES } from '../../../lib/shared/rules';

const OPTIONS = {
  'The trail': {
    region: { value: 'REGION', help: 'the Region' },
    expect: { value: 'FILE', repeated: true, help: 'what must be there' },
    hours: { value: 'N', help: 'how long' },
    verbose: { help: 'more' },
  },
  'The report': { ...REPORT_OPTIONS, ...HELP_OPTION },
};
const read = (...argv: string[]) => readArguments('tool verb', OPTIONS, argv);
const NAMES = '--region, --expect, --hours, --verbose, --output, --report-file, --version, --help';
const HINT = 'run "tool verb --help" for the options';

test('values by option, in the order in which they were given', () => {
  const given = read('--expect', 'b', '--verbose', '--region', 'eu-west-1', '--expect=a');
  expect(given.all('expect')).toEqual(['b', 'a']);
  expect([given.one('region'), given.has('verbose'), given.has('hours')]).toEqual(['eu-west-1', true, false]);
});

test.each([
  [['--regoin', 'x'], `option: got "--regoin", expected one of ${NAMES}`],
  [['-v'], `option: got "-v", expected one of ${NAMES}`],
  [['--toString'], `option: got "--toString", expected one of ${NAMES}`],
  [['eu-west-1'], 'argument: got "eu-west-1", expected options alone'],
  [['--region'], '--region: got nothing, expected REGION'],
  [['--region='], '--region: got "", expected REGION'],
  [['--verbose=yes'], '--verbose: got "yes", expected no value'],
  [['--output', 'xml'], '--output: got "xml", expected text, json'],
])('%j is rejected, and the hint says where to look', (argv, message) => {
  expect(() => read(...argv)).toThrow(expect.objectContaining({ message, hint: HINT }));
});

test('an option that takes one value is rejected when it is given twice', () => {
  const message = '--region: got ["eu-west-1","us-east-1"], expected one value';
  expect(() => read('--region', 'eu-west-1', '--region', 'us-east-1')).toThrow(
    expect.objectContaining({ message, hint: 'give it once' }),
  );
});

test.each(['0', '25', '1.5', 'x', '-1'])('%s is no whole number in its range', (hours) => {
  const message = `--hours: got "${hours}", expected a whole number from 1 to 24`;
  expect(() => read(`--hours=${hours}`).wholeNumber('hours', 1, 24)).toThrow(
    expect.objectContaining({ message, hint: 'leave it out for the default' }),
  );
});

test('a whole number in its range', () => {
  expect(read('--hours', '24').wholeNumber('hours', 1, 24)).toBe(24);
  expect(read().wholeNumber('hours', 1, 24)).toBeUndefined();
});

test('a value is matched with a rule', () => {
  expect(read('--region', 'eu-west-1').matching('region', RULES.region)).toBe('eu-west-1');
  expect(() => read('--region', 'Frankfurt').matching('region', RULES.region, 'write it as us-east-1')).toThrow(
    expect.objectContaining({
      message: '--region: got "Frankfurt", expected the code of an AWS Region, such as us-east-1',
      hint: 'write it as us-east-1',
    }),
  );
});

test.each([[[]], [['--region', ' ']]])('%j lacks what is required', (argv) => {
  expect(() => read(...argv).required('region')).toThrow(
    expect.objectContaining({ message: '--region: got nothing, expected REGION', hint: HINT }),
  );
});
