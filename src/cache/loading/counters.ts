/** What loading has come to, for `stats()`. */

export interface LoadStats {
  /** Keys whose loading has ended, well or not; those of one call of the fetchAllMethod count each. */
  readonly loads: number;
  /** Of these, keys for which that failed. Loads that were aborted are none. */
  readonly loadFailures: number;
  /** Milliseconds that calls of these functions took, in sum, failures included; by the cache's clock. */
  readonly loadTimeMs: number;
  /** Of the loads, those in the background that no caller has asked for: of entries that were due, or stale and tolerated. */
  readonly refreshes: number;
  /** Calls that waited for a load that was going on already, instead of starting one. */
  readonly joined: number;
}

export class LoadCounters implements LoadStats {
  loads = 0;
  loadFailures = 0;
  loadTimeMs = 0;
  refreshes = 0;
  joined = 0;

  /** As they are now. */
  read(): LoadStats {
    const { loads, loadFailures, loadTimeMs, refreshes, joined } = this;
    return { loads, loadFailures, loadTimeMs, refreshes, joined };
  }
}
