// What the reporter remembers from one alarm to the next.
import { createHash } from 'node:crypto';
import { REPORT_TABLE } from '../../lib/shared/contract';
import type { ReportTable } from '../aws/report-table';
import { DAY } from '../core/format/time';
import type { Alarm } from './alarm';
import type { Activity } from './events/activity';
import { keyOf } from './events/groups';
import type { DayCount } from './message/digest';

/** An alarm, as it was handled last. */
export interface AlarmState {
  readonly alarm: Alarm;
  readonly isOn: boolean;
  /** Since when it was last handled, in milliseconds. */
  readonly handledAt: number;
  /** Events that the log group received before are counted, and were reported where they had to be. */
  readonly coveredUntil: number;
  /** Whether events were found of which people are not notified yet. */
  readonly isHeldBack: boolean;
}

/** A principal and a call, as it was seen last. */
export interface GroupState {
  readonly seenAt: number;
  /** When the log group received the last event that was counted. */
  readonly countedUntil: number;
  readonly reportedUntil: number;
  readonly reportedAt: number;
}

/** A call is the first of its principal if there was none for so long. */
export const FIRST_AFTER = 30 * DAY;

/** Who made which call. */
export type Doer = Pick<Activity, 'principal' | 'call'>;

/** Days are kept until their digest was sent, however late. */
const DAYS_KEPT = 7 * DAY;

/** Whoever chooses names of sessions chooses how many rows a day has. */
const MOST_TEXT = 300;

export class Memory {
  public constructor(private readonly table: ReportTable) {}

  public async alarms(): Promise<AlarmState[]> {
    const items = await this.table.items(REPORT_TABLE.alarm);
    return items.map(([, fields]) => ({
      alarm: JSON.parse(String(fields.alarm)) as Alarm,
      isOn: fields.isOn === 1,
      handledAt: Date.parse(String(fields[REPORT_TABLE.handledAt])),
      coveredUntil: Number(fields.coveredUntil ?? 0),
      isHeldBack: fields.isHeldBack === 1,
    }));
  }

  public async alarm(alarmName: string): Promise<AlarmState | undefined> {
    return (await this.alarms()).find(({ alarm }) => alarm.alarmName === alarmName);
  }

  public async setAlarm({ alarm, isOn, handledAt, coveredUntil, isHeldBack }: AlarmState): Promise<void> {
    await this.table.put(REPORT_TABLE.alarm, alarm.alarmName, {
      alarm: JSON.stringify(alarm),
      isOn: Number(isOn),
      [REPORT_TABLE.handledAt]: new Date(handledAt).toISOString(),
      coveredUntil,
      isHeldBack: Number(isHeldBack),
    });
  }

  public async group(alarm: Alarm, group: Doer): Promise<GroupState | undefined> {
    const fields = await this.table.get(REPORT_TABLE.group, groupKey(alarm, group));
    if (fields === undefined) return undefined;
    const { seenAt, countedUntil, reportedUntil, reportedAt } = fields;
    return {
      seenAt: Number(seenAt ?? 0),
      countedUntil: Number(countedUntil ?? 0),
      reportedUntil: Number(reportedUntil ?? 0),
      reportedAt: Number(reportedAt ?? 0),
    };
  }

  public async setGroup(alarm: Alarm, group: Doer, state: GroupState): Promise<void> {
    await this.table.put(REPORT_TABLE.group, groupKey(alarm, group), { ...state }, state.seenAt + FIRST_AFTER);
  }

  /** Adds events to those of a day. */
  public async count(day: string, row: DayCount, now: number): Promise<void> {
    const { filterName, count, refused } = row;
    const texts = { filterName, principal: cut(row.principal), accountId: cut(row.accountId), call: cut(row.call) };
    const key = hashOf(JSON.stringify(Object.values(texts)));
    await this.table.add(`${REPORT_TABLE.day}${day}`, key, { count, refused }, texts, now + DAYS_KEPT);
  }

  public async counts(day: string): Promise<DayCount[]> {
    const items = await this.table.items(`${REPORT_TABLE.day}${day}`);
    return items.map(([, fields]) => ({
      filterName: String(fields.filterName),
      principal: String(fields.principal),
      accountId: String(fields.accountId),
      call: String(fields.call),
      count: Number(fields.count),
      refused: Number(fields.refused),
    }));
  }

  /** Until when the last digest reached, in milliseconds; undefined before the first. */
  public async digestUntil(): Promise<number | undefined> {
    const fields = await this.table.get(REPORT_TABLE.digest, 'last');
    return fields === undefined ? undefined : Number(fields.until);
  }

  public async setDigestUntil(until: number): Promise<void> {
    await this.table.put(REPORT_TABLE.digest, 'last', { until });
  }
}

function groupKey({ filterName }: Alarm, group: Doer): string {
  return `${filterName}/${hashOf(keyOf(group))}`;
}

/** Keys are of bounded length, and texts in them are a caller's. */
function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function cut(text: string): string {
  return [...text].slice(0, MOST_TEXT).join('');
}
