// The descriptions of alarms begin with their severity: `[HIGH] …`.

export type Severity = 'CRITICAL' | 'HIGH' | 'MEDIUM' | 'LOW';

const SEVERITY = /^\[(CRITICAL|HIGH|MEDIUM|LOW)\] ?/;

/** What says nothing of its severity is taken for grave. */
export function severityIn(description: string): Severity {
  return (SEVERITY.exec(description)?.[1] as Severity | undefined) ?? 'CRITICAL';
}

export function withoutSeverity(description: string): string {
  return description.replace(SEVERITY, '');
}
