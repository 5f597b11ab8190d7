// What functions send to people, and what they need to know of the trail and its topics for that.
import { ENVIRONMENT, NOTICE_ENVIRONMENT } from '../lib/shared/contract';
import { cut } from './core/format/excerpt';
import { nameInArn } from './core/format/arn';
import type { EnvironmentReader } from './environment';

export interface Message {
  readonly subject: string;
  readonly body: string;
}

/** Of the trail, for all messages. */
export interface About {
  readonly trailName: string;
  readonly runbookUrl: string;
}

/** The topic of each severity that has one of its own, and that of all others. */
export type Topics = Readonly<Partial<Record<string, string>>> & { readonly other: string };

/** SNS takes subjects of fewer than 100 characters. */
const LONGEST_SUBJECT = 99;

export function subjectOf(text: string): string {
  return cut(text, LONGEST_SUBJECT, '...');
}

export function readAbout(read: EnvironmentReader): About {
  return { trailName: nameInArn(read.trailArn()), runbookUrl: read.matching(ENVIRONMENT.runbookUrl) };
}

/** Topics by severity, in JSON. */
export function readTopics(read: EnvironmentReader): Topics {
  const topics = topicsIn(read.matching(NOTICE_ENVIRONMENT.topics));
  if (typeof topics.other !== 'string') read.reject(`${NOTICE_ENVIRONMENT.topics} has no topic "other"`);
  return topics as Topics;
}

function topicsIn(text: string): Partial<Topics> {
  try {
    return (JSON.parse(text) ?? {}) as Partial<Topics>;
  } catch {
    return {};
  }
}

/** Through which people get what has this severity. */
export function topicFor(topics: Topics, severity: string): string {
  return topics[severity] ?? topics.other;
}
