export * from './trail-identity';
