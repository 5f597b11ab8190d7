// The options of the AWS CLI that is installed: each has a row in the manual.
import { execFileSync } from 'node:child_process';
import { optionsInManual } from './manual';

test('the manual has every option that the help of the AWS CLI shows', () => {
  const env = { ...process.env, MANPAGER: 'cat', PAGER: 'cat', AWS_PAGER: '' };
  const printed = execFileSync('aws', ['cloudtrail', 'validate-logs', 'help'], { encoding: 'utf8', env });
  // Bold type is a character, a backspace and the character again.
  const help = printed.replace(/.[\b]/g, '');
  const [, synopsis = ''] = /^SYNOPSIS$([^]*?)^OPTIONS$/m.exec(help) ?? [];
  const shown = [...synopsis.matchAll(/--([a-z0-9-]+)/g)].map(([, name]) => name);
  expect(shown.length).toBeGreaterThan(15);
  expect(shown.filter((name) => !optionsInManual().includes(name))).toEqual([]);
});
