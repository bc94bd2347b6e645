/** The page brings no data set. Takes the place of `input/cities.ts`. */
import type * as Node from '../../input/cities.js';
import { AbsentError } from '../../rivals/absent.js';

export const readCities: typeof Node.readCities = () => {
  throw new AbsentError('the page has no data of GeoNames; the command line has');
};
