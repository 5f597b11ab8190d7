/**
 * Which way a run takes.
 */
export enum ValidationRoute {
  /**
   * One Lambda function where an estimate says that it suffices, else a Step Functions Distributed Map.
   */
  AUTO = 'auto',

  /**
   * Always one Lambda function. What it does not finish in time goes on in the next run.
   */
  LAMBDA = 'lambda',

  /**
   * Always a Step Functions Distributed Map over accounts, Regions and time.
   */
  MAP = 'map',
}
