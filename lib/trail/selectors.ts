// Which events a trail records, in the words of the CloudTrail API.

export interface EventSelector {
  readonly ReadWriteType: string;
  readonly IncludeManagementEvents: boolean;
  readonly ExcludeManagementEventSources: string[];
  readonly DataResources?: DataResource[];
}

/** Resources whose data events a selector records, by their exact ARNs. */
export interface DataResource {
  readonly Type: string;
  readonly Values: string[];
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
