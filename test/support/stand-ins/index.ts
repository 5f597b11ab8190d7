export * from './aws-json';
export * from './bucket';
export * from './cloudtrail';
export * from './organizations';
export * from './s3';
export type { S3Fault } from './s3-faults';
export * from './stand-in';
export * from './sts';
export * from './serve-corpus';
