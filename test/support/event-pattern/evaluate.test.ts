import { matchesEventPattern, MalformedPattern } from './evaluate';

// Patterns in the manner of the examples in the documentation.
const event = {
  source: 'aws.ec2',
  resources: ['arn:aws:ec2:us-east-1:111111111111:instance/i-1'],
  detail: {
    state: 'running',
    count: 3,
    nothing: null,
    parameters: null,
    items: [
      { id: 'a', size: 1 },
      { id: 'b', size: 2 },
    ],
  },
};

describe('the evaluator of event patterns', () => {
  test.each<[boolean, object]>([
    [true, { source: ['aws.ec2'] }],
    [true, { source: ['aws.s3', 'aws.ec2'] }],
    [false, { source: ['aws.s3'] }],
    [false, { source: ['AWS.EC2'] }],
    [false, { source: ['aws.ec2'], detail: { state: ['stopped'] } }],
    [true, { detail: { state: [{ prefix: 'run' }] } }],
    [false, { detail: { state: [{ prefix: 'unn' }] } }],
    [true, { detail: { state: [{ suffix: 'ning' }] } }],
    [true, { detail: { state: [{ 'equals-ignore-case': 'RUNNING' }] } }],
    [false, { detail: { state: [{ 'equals-ignore-case': 'RUN' }] } }],
    [true, { detail: { state: [{ prefix: { 'equals-ignore-case': 'RUN' } }] } }],
    [false, { detail: { state: [{ prefix: 'RUN' }] } }],
    [true, { detail: { state: [{ suffix: { 'equals-ignore-case': 'Ning' } }] } }],
    [false, { detail: { state: [{ wildcard: 'R*N*G' }] } }],
    [false, { detail: { missing: [{ 'equals-ignore-case': 'a' }] } }],
    [true, { detail: { state: [{ wildcard: 'r*n*g' }] } }],
    [false, { detail: { state: [{ wildcard: 'r*x' }] } }],
    [true, { detail: { state: [{ 'equals-ignore-case': 'RUNNING' }] } }],
    [false, { detail: { state: [{ 'equals-ignore-case': 'run' }] } }],
    [true, { detail: { count: [3] } }],
    [false, { detail: { count: ['3'] } }],
    [true, { detail: { nothing: [null] } }],
    [true, { resources: [{ suffix: 'i-1' }] }],
    [false, { detail: { missing: ['a'] } }],
    [true, { detail: { missing: [{ exists: false }] } }],
    [true, { detail: { state: [{ exists: true }] } }],
    [false, { detail: { state: [{ exists: false }] } }],
    [true, { detail: { parameters: { name: [{ exists: false }] } } }],
    [true, { other: { name: [{ exists: false }] } }],
    [true, { detail: { state: [{ 'anything-but': ['stopped'] }] } }],
    [false, { detail: { state: [{ 'anything-but': ['running', 'stopped'] }] } }],
    [false, { detail: { state: [{ 'anything-but': { prefix: ['run'] } }] } }],
    [false, { detail: { missing: [{ 'anything-but': ['stopped'] }] } }],
    [true, { detail: { items: { id: ['b'] } } }],
    [true, { detail: { items: { id: ['b'], size: [2] } } }],
    [false, { detail: { items: { id: ['b'], size: [1] } } }],
    [true, { detail: { $or: [{ state: ['stopped'] }, { count: [3] }] } }],
    [false, { detail: { $or: [{ state: ['stopped'] }, { count: [4] }] } }],
    [false, { source: ['aws.s3'], detail: { $or: [{ state: ['running'] }, { count: [3] }] } }],
  ])('%s: %j', (expected, pattern) => {
    expect(matchesEventPattern(pattern, event)).toBe(expected);
  });

  test.each<[object]>([
    [{ source: 'aws.ec2' }],
    [{ source: [] }],
    [{ detail: {} }],
    [{ source: [{ regex: 'a' }] }],
    [{ source: [{ prefix: { regex: 'a' } }] }],
    [{ source: [{ prefix: { 'equals-ignore-case': ['a'] } }] }],
    [{ source: [{ prefix: 'a', suffix: 'b' }] }],
    [{ source: [{ wildcard: 'a**b' }] }],
    [{ detail: { $or: [{ state: ['running'] }] } }],
    [{ source: ['x'.repeat(2048)] }],
    [{ detail: { $or: Array.from({ length: 1001 }, () => ({ state: ['a'] })) } }],
  ])('rejects %j', (pattern) => {
    expect(() => matchesEventPattern(pattern, event)).toThrow(MalformedPattern);
  });
});
