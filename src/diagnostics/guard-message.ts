/** What is told of a write that broke a rule of its guard, on the channel `wasmap:guard`. */

export interface GuardMessage {
  readonly map: object;
  readonly rule: 'atomic' | 'idempotent' | 'observable';
}
