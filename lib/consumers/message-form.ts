/**
 * In which form a message says which log file was delivered.
 */
export enum MessageForm {
  /**
   * The event as EventBridge has it: `detail.bucket.name` and `detail.object.key`.
   */
  EVENT_BRIDGE = 'EVENT_BRIDGE',

  /**
   * As S3 itself would notify: `Records[0].s3.bucket.name` and `Records[0].s3.object.key`. For consumers that know no
   * other.
   */
  S3 = 'S3',
}
