import { isNumeric } from '../matrix/dimensions.js';
import { AnyInput } from './anything.js';
import type { Key, Numeric } from './columns.js';
import type { Input, InputOptions } from './input.js';
import { NumericInput } from './numbers.js';
import { TextInput } from './text.js';

/** The input of a cell. @throws {Error} where its data cannot be had */
export function createInput<K extends Key>(options: InputOptions): Input<K> {
  const input = isNumeric(options.keys)
    ? new NumericInput<Numeric>(options)
    : options.keys === 'string' ? new TextInput(options) : new AnyInput(options);
  return input as unknown as Input<K>;
}
