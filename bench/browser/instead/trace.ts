/** The page reads no traces. Takes the place of `input/trace.ts`. */
import type * as Node from '../../input/trace.js';
import { AbsentError } from '../../rivals/absent.js';

export const readTrace: typeof Node.readTrace = () => {
  throw new AbsentError('the page reads no traces; the command line does');
};
