// The runbook has a section for each alarm, alert and finding, and for nothing else.
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import type { Template } from 'aws-cdk-lib/assertions';
import { FINDINGS } from '../../lambda/core/model/finding-catalogue';
import { CisControl, ExtraFilter } from '../../lib';
import { READING_SECTIONS } from '../../lib/shared/contract';
import { SAVED_QUERIES } from '../../lib/insight/saved-queries';
import { organizationTrail } from '../support/stacks';
import { LAYOUT_WITH_ALL, LAYOUTS, templatesOf } from './layouts';

interface Rule {
  readonly Targets?: { readonly InputTransformer?: { readonly InputTemplate: string } }[];
}

const runbook = readFileSync(path.join(__dirname, '../../docs/runbook.md'), 'utf8');
const sections = new Map(
  runbook
    .split(/^### /m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')).trim(), section]),
);
const anchorOf = (heading: string) => heading.toLowerCase().replace(/ /g, '-');
const anchors = [...sections.keys()].map(anchorOf);

/** How long a description may be: of PutMetricAlarm and of PutRule. */
const LIMITS = [
  ['AWS::CloudWatch::Alarm', 'AlarmDescription', 1024],
  ['AWS::CloudWatch::CompositeAlarm', 'AlarmDescription', 1024],
  ['AWS::Events::Rule', 'Description', 512],
] as const;

const hasResources = (template: Template, type: string) => Object.keys(template.findResources(type)).length > 0;

const CONFIGURATIONS = [...Object.values(LAYOUTS), LAYOUT_WITH_ALL];

/** What the deployed alarms, rules and dashboards of all layouts link to. */
const linked = new Set(
  CONFIGURATIONS.flatMap((configuration) =>
    [...templatesOf(configuration).values()].flatMap((template) =>
      [...JSON.stringify(template.toJSON()).matchAll(/runbook\.md#([\w-]+)/g)].map(([, anchor]) => anchor),
    ),
  ),
);
/** What a function says by itself. */
const said = Object.values(READING_SECTIONS).map(anchorOf);
const needed = [...linked, ...said, ...Object.keys(FINDINGS)].filter((anchor) => anchor !== 'runbook');

test('every alarm, alert and finding has a section', () => {
  const missing = needed.filter((anchor) => !anchors.includes(anchor));
  expect(missing.map((anchor) => `add a section to docs/runbook.md whose address is #${anchor}`)).toEqual([]);
});

test('every section is of an alarm, alert or finding', () => {
  const idle = anchors.filter((anchor) => !needed.includes(anchor));
  expect(idle.map((anchor) => `delete the section #${anchor} from docs/runbook.md, or link to it`)).toEqual([]);
});

test('no two sections have the same address', () => {
  expect(new Set(anchors).size).toBe(anchors.length);
});

test.each([...sections])('%s says what it means, how to look and what to do', (_, section) => {
  for (const part of ['Means', 'Look', 'Do']) expect(section).toMatch(new RegExp(`^\\*\\*${part}\\*\\*`, 'm'));
});

test('every alarm, and every rule that notifies people, links to its section', () => {
  for (const configuration of CONFIGURATIONS) {
    for (const template of templatesOf(configuration).values()) {
      const alarms = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'].flatMap((type) =>
        Object.values(template.findResources(type)),
      );
      for (const { Properties } of alarms) {
        expect((Properties as { AlarmDescription: string }).AlarmDescription).toMatch(/runbook\.md#[\w-]+$/);
      }
      for (const { Properties } of Object.values(template.findResources('AWS::Events::Rule'))) {
        const texts = (Properties as Rule).Targets?.flatMap(
          ({ InputTransformer }) => InputTransformer?.InputTemplate ?? [],
        );
        for (const text of (texts ?? []).filter((each) => !each.startsWith('{')))
          expect(text).toMatch(/runbook\.md#[\w-]+"$/);
        // The function that groups alerts makes the address of the name of the alert.
        for (const text of (texts ?? []).filter((each) => each.startsWith('{"kind"')))
          expect([...sections.keys()]).toContain((JSON.parse(text) as { alert: string }).alert);
      }
    }
  }
});

test('the runbook of this version of the library is linked to', () => {
  const { version } = JSON.parse(readFileSync(path.join(__dirname, '../../package.json'), 'utf8')) as {
    version: string;
  };
  expect(organizationTrail().runbookUrl).toMatch(
    new RegExp(`/blob/v${version.replaceAll('.', '\\.')}/docs/runbook\\.md$`),
  );
});

describe('a runbook of your own, with the longest address', () => {
  const runbookUrl = `https://wiki.example.com/${'r'.repeat(175)}`;
  const templates = [...templatesOf({ ...LAYOUT_WITH_ALL, runbookUrl })];

  test('is what every part links to, and nothing else', () => {
    const theLibrarys = templates.filter(([, template]) => JSON.stringify(template.toJSON()).includes('runbook.md'));
    expect(theLibrarys.map(([name]) => name)).toEqual([]);
    const linking = templates.filter(([, template]) => JSON.stringify(template.toJSON()).includes(runbookUrl));
    const alarmed = templates.filter(([, template]) => hasResources(template, 'AWS::CloudWatch::Alarm'));
    expect(linking).toEqual(alarmed);
  });

  test.each(templates)('leaves the descriptions of %s within the limits of AWS', (_, template) => {
    for (const [type, property, most] of LIMITS) {
      for (const { Properties } of Object.values(template.findResources(type))) {
        const { [property]: description = '' } = Properties as Record<string, string | undefined>;
        expect(description.length).toBeLessThanOrEqual(most);
      }
    }
  });
});

test('every saved query that the runbook names exists', () => {
  const queries = [...CisControl.all(), ...ExtraFilter.all()].map(({ filterName }) => filterName);
  const known = [...queries, ...SAVED_QUERIES.map(({ name }) => name), ...sections.keys()];
  const named = [...runbook.matchAll(/`([A-Z][a-z]+[A-Z]\w+)`/g)].map(([, name]) => name);
  const elsewhere = ['LatestDigestDeliveryError'];
  expect(named.filter((name) => !known.includes(name) && !elsewhere.includes(name))).toEqual([]);
});
