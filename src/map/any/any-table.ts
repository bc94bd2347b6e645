/** The table of maps whose keys may be anything, and what is done with its entries; any-state.ts says what it is. */
import type { Batch, WritableKeys } from '../../bulk/columns.js';
import type { Report } from '../../bulk/report.js';
import type { GetAllOptions, GetAllResult } from '../../bulk/result.js';
import { UnsupportedError } from '../../errors.js';
import type { Visitor } from '../slow-path.js';
import type { EntryCursor, Growth } from '../table.js';
import { AnyCursor } from './any-cursor.js';
import { AnyState } from './any-state.js';
import { deleteAny, getAny, hasAny } from './read-any.js';
import { writeAny } from './write-any.js';

export class AnyTable extends AnyState {
  snapshot(): never {
    throw new UnsupportedError(`${this.label}: snapshot: not for keys of kind any yet`);
  }

  diff(): never {
    throw new UnsupportedError(`${this.label}: diff: not for keys of kind any yet`);
  }

  cursor(): EntryCursor {
    return new AnyCursor(this);
  }

  visit(host: unknown, callback: Visitor, thisArg: unknown): void {
    this.index.forEach((value, key) => callback.call(thisArg, this.copied(value), key, host));
    this.assertOpen(); // the callback may have disposed of it, which is no end of its entries
  }

  write(batch: Batch<WritableKeys>, mode: number, report: Report): Growth {
    writeAny(this, batch as Batch, mode, report); // of a file, too, for those have lists of such keys
    return { collisions: 0, grown: 0 };
  }

  getAll(keys: unknown, options: GetAllOptions<unknown>): GetAllResult<unknown> {
    return getAny(this, keys, options);
  }

  hasAll(keys: unknown): Uint8Array {
    return hasAny(this, keys);
  }

  deleteAll(keys: unknown): number {
    return deleteAny(this, keys);
  }
}
