// Which events a trail records, in the words of the CloudTrail API.

export interface EventSelector {
  readonly ReadWriteType: string;
  readonly IncludeManagementEvents: boolean;
  readonly ExcludeManagementEventSources: string[];
}

export interface AdvancedEventSelector {
  readonly Name: string;
  readonly FieldSelectors: FieldSelector[];
}

export interface FieldSelector {
  readonly Field: string;
  readonly Equals?: string[];
  readonly StartsWith?: string[];
  readonly NotStartsWith?: string[];
}
