// Whether each role of ours may do what it is there for.
//
// collect.ts finds the calls: steps of Automation documents and of the runbooks that AWS Config starts, targets of rules
// and schedules, states of state machines, what Lambda and CloudTrail do by the roles that they are given, and each
// operation of the AWS SDK in lambda/. service-calls.ts and function-calls.ts say what each of them needs, dependent
// actions included, each row with its source and date: no package carries them. A call without a row fails.
// call-site.ts puts each need to the role's own policies and to the policy of the key.
export * from './call-site';
export * from './collect';
export * from './deployed-layout';
export * from './function-calls';
export * from './service-calls';
