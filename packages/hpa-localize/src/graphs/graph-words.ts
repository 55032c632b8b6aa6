import type { ClassLabel, InputSpec } from '@hpa/data';
import type { Task } from '../answers/task.js';

/**
 * What a person says of an ONNX classifier whose file does not say it.
 *
 * @inline
 */
export interface GraphWords {
  /** The planes of its input, in order: channels, or sums such as `microtubules+er/2`. */
  readonly channels?: readonly string[];
  /** Height and width of its images in pixels, if its graph leaves them free. */
  readonly size?: number;
  /** How gray levels become its input. */
  readonly normalization?: InputSpec['normalization'];
  /** Its classes, in the order of its output. */
  readonly classes?: readonly ClassLabel[];
  /** What its output is. */
  readonly output?: 'logits' | 'probabilities';
  /** Whether a cell has one of its classes, which is the default, or any number of them. */
  readonly task?: Task;
}

/** The words without which a graph cannot be run, and the flags that say them. */
export const NEEDED_WORDS = {
  channels: '--input-channels',
  normalization: '--normalization',
  classes: '--classes',
  output: '--output',
} as const satisfies Partial<Record<keyof GraphWords, string>>;
