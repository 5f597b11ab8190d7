export * from './evaluate';
export * from './policy';
export * from './principals';
