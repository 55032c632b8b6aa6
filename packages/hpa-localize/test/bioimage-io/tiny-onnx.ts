// An ONNX file by hand, with the numbers of fields of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto

type Field = readonly [number: number, value: number | string | Uint8Array];

/** A message of protobuf. */
export function message(fields: readonly Field[]): Uint8Array {
  return Buffer.concat(
    fields.map(([number, value]) => {
      if (typeof value === 'number') {
        return Buffer.from([...varint(8 * number), ...varint(value)]);
      }
      const bytes = Buffer.from(value);
      return Buffer.concat([Buffer.from([...varint(8 * number + 2), ...varint(bytes.length)]), bytes]);
    }),
  );
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}

const value = (name: string, shape: readonly number[]) =>
  message([
    [1, name],
    [
      2,
      message([
        [
          1,
          message([
            [1, 1],
            [2, message(shape.map((size) => [1, message([[1, size]])] as const))],
          ]),
        ],
      ]),
    ],
  ]);

const integers = (name: string, numbers: readonly number[]) =>
  message([[1, name], ...numbers.map((each) => [8, each] as const), [20, 7]]);

/** A graph whose output is the mean of each channel of its input, [1, channels, height, width]; `initializers` come with it unused. */
export function meansOfChannels({
  channels,
  height,
  width,
  initializers = [],
}: {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly initializers?: readonly Uint8Array[];
}): Uint8Array {
  const node = message([
    [1, 'x'],
    [2, 'means'],
    [3, 'mean'],
    [4, 'ReduceMean'],
    [5, integers('axes', [2, 3])],
    [
      5,
      message([
        [1, 'keepdims'],
        [3, 0],
        [20, 2],
      ]),
    ],
  ]);
  const graph = message([
    [1, node],
    [2, 'means'],
    ...initializers.map((each) => [5, each] as const),
    [11, value('x', [1, channels, height, width])],
    [12, value('means', [1, channels])],
  ]);
  return message([
    [1, 8],
    [7, graph],
    [
      8,
      message([
        [1, ''],
        [2, 17],
      ]),
    ],
  ]);
}

/** A constant of one number whose value lies in another file. */
export function constantElsewhere(location: string): Uint8Array {
  return message([
    [1, 1],
    [2, 1],
    [8, 'elsewhere'],
    [
      13,
      message([
        [1, 'location'],
        [2, location],
      ]),
    ],
    [14, 1],
  ]);
}
