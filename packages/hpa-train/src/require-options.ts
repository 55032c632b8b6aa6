import { describeValue } from './describe-value.js';

/** What to write instead of options that other libraries have. */
const REMEDIES: Readonly<Record<string, string>> = {
  logits: 'call it first, as in loss: losses.softmaxCrossEntropy()',
  labels: 'it returns a loss: softmaxCrossEntropy()({ logits, labels })',
  weightDecay: 'write optimizers.adamw({ weightDecay }), or l2 of fit(), half of the decay of PyTorch',
  lr: 'write learningRate',
  learningRate: 'the optimizer has it: optimizers.adam({ learningRate: 0.001 })',
  batchSize: 'the source of the batches has it',
  validationData: 'write validation',
  validationSplit: 'write validation, a source of batches',
  classWeight: 'write classWeights, one weight per class',
  onBatch: 'write callbacks: [{ onStep }], or callbacks.progress(listener)',
  onEpoch: 'write callbacks: [{ onEpoch }]',
  earlyStopping: 'write callbacks: [callbacks.earlyStopping({ metric, mode, patience })]',
  patience: 'write callbacks: [callbacks.earlyStopping({ metric, mode, patience })]',
  decay: 'only sgd has it; fit() takes schedule',
};

/**
 * Returns the options if they are an object and all of its keys are known: an option that is ignored is a wrong result.
 *
 * @throws TypeError if they are not.
 */
export function requireOptions<Options extends object>(
  options: Options,
  {
    of,
    known,
  }: {
    /** The function that takes the options, as error messages call it. */
    readonly of: string;
    readonly known: Readonly<Record<keyof Options, true>>;
  },
): Options {
  const names = Object.keys(known);
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new TypeError(
      `${of}() takes an object of options (${names.join(', ')}); received ${describeValue(options)}`,
    );
  }
  const unknown = Object.keys(options).find((key) => !Object.hasOwn(known, key));
  if (unknown !== undefined) {
    const remedy = Object.hasOwn(REMEDIES, unknown) ? `: ${REMEDIES[unknown]}` : '';
    throw new TypeError(`${of}() has no option ${unknown}${remedy}; it has ${names.join(', ')}`);
  }
  return options;
}

/**
 * Returns the signal if it is one that can be asked, or undefined if there is none.
 *
 * @throws TypeError if it is something else, such as its controller.
 */
export function requireSignal(signal: AbortSignal | undefined): AbortSignal | undefined {
  if (signal !== undefined && typeof (signal as Partial<AbortSignal>)?.aborted !== 'boolean') {
    const remedy = (signal as object | null) instanceof AbortController ? '; pass its signal' : '';
    throw new TypeError(`signal must be an AbortSignal; received ${describeValue(signal)}${remedy}`);
  }
  return signal;
}

/**
 * Returns the function, or undefined if there is none.
 *
 * @throws TypeError if it is something else.
 */
export function requireFunction<Value>(value: Value, { name }: { readonly name: string }): Value {
  if (value !== undefined && typeof value !== 'function') {
    throw new TypeError(`${name} must be a function; received ${describeValue(value)}`);
  }
  return value;
}
