// What documents, messages and doc comments advise people to do can work.
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { covers } from '../../lib/guardrail/abbreviations';
import { PROTECTED_RESOURCES } from '../../lib/protection/protected-resources';
import { callsOf, isBecause } from '../../lib/protection/protected-resource';
import { permissionOf } from '../docs/aws-cli';

const root = path.join(__dirname, '../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const filesBelow = (folder: string, ending: string) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => `${folder}/${name}`);

const DOCUMENTS = ['README.md', 'CONTRIBUTING.md', ...filesBelow('docs', '.md')];
const SOURCES = ['lib', 'bin', 'lambda'].flatMap((folder) => filesBelow(folder, '.ts'));

/** A deployment of an unchanged template changes nothing, so it puts nothing back. */
const DEPLOY_AGAIN = /\b(re-?deploy\w*|deploy(ed|ing|s)?\b[^.;:|]{0,60}?\bagain)\b/gi;

/** What has another template, or no stack, when it is deployed a second time. */
const SECOND_DEPLOYMENTS = [
  /lift the protection[^.]*, then deploy\s+again/,
  /in `omit`,\s+deploying, taking it out of `omit` and deploying again/,
  /deploy it again as \[leaving\]\(leaving\.md#after-the-stack-is-gone\) says/,
  /deploy the newer one again/,
  /means that another version of the library wrote the record: deploy that one\s+again/,
  /deploy once and never again/,
];

describe('nothing that was changed is put back by deploying again', () => {
  test.each([...DOCUMENTS, ...SOURCES])('%s', (file) => {
    const text = SECOND_DEPLOYMENTS.reduce((rest, allowed) => rest.replace(allowed, ''), read(file));
    expect(text.match(DEPLOY_AGAIN) ?? []).toEqual([]);
  });

  test('each second deployment that is meant is still in a text', () => {
    const all = [...DOCUMENTS, ...SOURCES].map(read);
    for (const allowed of SECOND_DEPLOYMENTS) expect(all.some((text) => allowed.test(text))).toBe(true);
  });
});

describe('a bootstrap of the log archive account trusts whoever deploys', () => {
  const commands = DOCUMENTS.flatMap((file) =>
    read(file)
      .split('\n')
      .filter((line) => /cdk bootstrap aws:/.test(line))
      .map((line) => [file, line.trim()] as const),
  );

  test('there are such commands', () => {
    expect(commands.map(([file]) => file)).toEqual(expect.arrayContaining(['docs/deploying.md', 'docs/attacks.md']));
  });

  test.each(commands)('%s: %s', (_, line) => {
    expect(line).toContain('--trust');
    expect(line).toContain('--cloudformation-execution-policies');
  });

  test('it comes before the guardrail', () => {
    expect(read('docs/deploying.md')).toContain('bootstrap with trust, deploy, and the guardrail last');
    expect(read('docs/attacks.md')).toContain('before the guardrail is attached, with trust in whoever deploys');
  });
});

describe('what the guardrail denies is done by a break-glass role', () => {
  const denied = PROTECTED_RESOURCES.flatMap((resource) =>
    callsOf(resource).flatMap(({ actions, guard }) =>
      isBecause(guard) ? [] : actions.map((action) => ({ service: resource.service, action: action.toLowerCase() })),
    ),
  );
  const isDenied = (command: string, verb: string) => {
    const { service, action } = permissionOf(command, verb);
    return denied.some((row) => row.service === service && covers(row.action, action));
  };
  const sections = read('docs/runbook.md').split(/^### /m).slice(1);
  const commands = sections.flatMap((section) =>
    [...section.matchAll(/`aws ([a-z0-9]+) ([a-z-]+)/g)]
      .filter(([, service, verb]) => isDenied(service, verb))
      .map(([command]) => [section.slice(0, section.indexOf('\n')), command, section] as const),
  );

  /** About what the guardrail leaves alone: queues of consumers. */
  const ELSEWHERE = ['ConsumerDeadLetters'];

  test('there is such a command', () => {
    expect(commands.map(([, command]) => command)).toContain('`aws events enable-rule');
  });

  test.each(commands)('%s: %s', (section, _, text) => {
    if (!ELSEWHERE.includes(section)) expect(text).toContain('break-glass');
  });
});
