import { evaluateFilterPattern, type Verdict } from './evaluate';
import { MalformedPattern, parseFilterPattern } from './parse';

// Events and patterns in the manner of the examples in the documentation.
const event = {
  eventType: 'UpdateTrail',
  sourceIPAddress: '192.0.2.10',
  bandwidth: 75,
  ratio: 0.5,
  nothing: null,
  enabled: true,
  list: ['a', 'b'],
  user: { id: 1, email: 'alice@example.com' },
};

describe('the evaluator of filter patterns', () => {
  test.each<[string, Verdict]>([
    ['{ $.eventType = "UpdateTrail" }', 'match'],
    ['{ $.eventType = UpdateTrail }', 'match'],
    ['{ $.eventType = "updatetrail" }', 'no match'],
    ['{ $.eventType = "Update*" }', 'match'],
    ['{ $.eventType = "*Trail" }', 'match'],
    ['{ $.eventType = "*date*" }', 'match'],
    ['{ $.eventType = "*date" }', 'no match'],
    ['{ $.eventType = %^Up[a-z]+T% }', 'match'],
    ['{ $.eventType = %^Trail% }', 'no match'],
    ['{ $.eventType != %^Trail% }', 'match'],
    ['{ $.sourceIPAddress != %^192\\.0\\.\\d+\\.% }', 'no match'],
    ['{ $.missing = %.*% }', 'no match'],
    ['{ $.eventType = "*" && $.sourceIPAddress != 198.51.* }', 'match'],
    ['{ $.sourceIPAddress != 192.0.* }', 'no match'],
    ['{ $.user.id = 1 }', 'match'],
    ['{ $.bandwidth > 75 }', 'no match'],
    ['{ $.bandwidth >= 75 }', 'match'],
    ['{ $.bandwidth < 7.6e1 }', 'match'],
    ['{ $.bandwidth != 75 }', 'no match'],
    ['{ $.nothing IS NULL }', 'match'],
    ['{ $.enabled IS TRUE }', 'match'],
    ['{ $.enabled IS FALSE }', 'no match'],
    ['{ $.missing NOT EXISTS }', 'match'],
    ['{ $.user.missing NOT EXISTS }', 'match'],
    ['{ $.eventType NOT EXISTS }', 'no match'],
    ['{ $.missing = "a" }', 'no match'],
    ['{ $.user = "a" }', 'no match'],
    ['{ $.list != "a" }', 'no match'],
    // "&&" binds stronger than "||", and parentheses stronger still.
    ['{ $.user.id = 1 || $.bandwidth = 1 && $.ratio = 2 }', 'match'],
    ['{ ($.user.id = 1 || $.bandwidth = 1) && $.ratio = 2 }', 'no match'],
    ['{ $.ratio = 2 && $.bandwidth = 1 || $.user.id = 1 }', 'match'],
  ])('%s: %s', (pattern, expected) => {
    expect(evaluateFilterPattern(pattern, event)).toBe(expected);
  });

  test.each<[string, Verdict]>([
    ['{ $.missing != "a" }', 'undocumented'],
    ['{ $.missing != %a% }', 'undocumented'],
    ['{ $.bandwidth = %7% }', 'undocumented'],
    ['{ $.eventType = "Up*il" }', 'undocumented'],
    ['{ $.nothing != "a" }', 'undocumented'],
    ['{ $.enabled = "true" }', 'undocumented'],
    ['{ $.missing != "a" && $.user.id = 1 }', 'undocumented'],
    ['{ $.missing != "a" && $.user.id = 2 }', 'no match'],
    ['{ $.missing != "a" || $.user.id = 1 }', 'match'],
    ['{ $.missing != "a" || $.user.id = 2 }', 'undocumented'],
  ])('does not guess where the documentation is silent: %s: %s', (pattern, expected) => {
    expect(evaluateFilterPattern(pattern, event)).toBe(expected);
  });

  test.each([
    '',
    '{}',
    '$.a = 1',
    '{ $.a = 1',
    '{ $.a = 1 } }',
    '{ ($.a = 1 }',
    '{ $.a = 1 & $.b = 1 }',
    '{ $.a = 1 $.b = 1 }',
    '{ $a = 1 }',
    '{ $.a == 1 }',
    '{ $.a = }',
    '{ $.a = "b }',
    '{ $.a EXISTS }',
    '{ $.a IS NOT NULL }',
    '{ $.a[0] = 1 }',
    '{ $.a = %(b)% }',
    '{ $.a = %b!% }',
    '{ $.a = %[b% }',
    '{ $.a > %b% }',
    '{ $.a = %b% && $.a = %c% && $.a = %d% }',
    `{ $.a = "${'x'.repeat(1024)}" }`,
  ])('rejects %s', (pattern) => {
    expect(() => parseFilterPattern(pattern)).toThrow(MalformedPattern);
  });
});
