export * from './configure-cloudtrail-logging';
export * from './interpreter';
export * from './stand-in-cloudtrail';
