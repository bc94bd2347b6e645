/** Instruments that may be wanted before there is somebody to make them. */
import { type Meter, type MeterProvider, metrics } from '@opentelemetry/api';
import { unexpected } from '../arguments.js';
import { SCOPE, VERSION } from './scope.js';

/** What is made of a meter: of a given provider's, or of that which is registered with the API, and made anew when that is another. */
export class Instruments<Made> {
  readonly #given: MeterProvider | undefined;
  readonly #make: (meter: Meter) => Made;
  readonly #unmake: (made: Made) => void;
  #provider: MeterProvider | undefined = undefined;
  #made: Made | undefined = undefined;

  /** @throws WasmapTypeError where `provider` is none */
  constructor(where: string, provider: MeterProvider | undefined, make: (meter: Meter) => Made, unmake: (made: Made) => void = () => undefined) {
    if (provider !== undefined && typeof (provider as Partial<MeterProvider> | null)?.getMeter !== 'function') {
      throw unexpected(`${where}: meterProvider`, 'a MeterProvider', provider);
    }
    this.#given = provider;
    this.#make = make;
    this.#unmake = unmake;
  }

  get(): Made {
    const provider = this.#given ?? metrics.getMeterProvider();
    if (this.#made === undefined || provider !== this.#provider) {
      this.stop();
      this.#provider = provider;
      this.#made = this.#make(provider.getMeter(SCOPE, VERSION));
    }
    return this.#made;
  }

  stop(): void {
    if (this.#made !== undefined) this.#unmake(this.#made);
    this.#made = undefined;
  }
}
