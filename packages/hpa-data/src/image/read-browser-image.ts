/**
 * A picture in a browser, by the parts of the DOM's types that this package uses.
 *
 * @inline
 */
export type BrowserImage =
  /** An `ImageData`: RGBA, row by row. */
  | {
      readonly height: number;
      readonly width: number;
      readonly data: ArrayLike<number>;
      readonly colorSpace: string;
    }
  /** A canvas or an `OffscreenCanvas`. */
  | {
      readonly height: number;
      readonly width: number;
      /** Gives the pixels of a canvas. */
      getContext(kind: '2d'): unknown;
    }
  /** An `ImageBitmap`. */
  | {
      readonly height: number;
      readonly width: number;
      /** Frees the pixels of a bitmap. */
      close(): void;
    }
  /** A `Blob` or a `File`: PNG, JPEG, WebP or whatever else the browser decodes. */
  | {
      readonly size: number;
      readonly type: string;
      /** Gives the bytes of a file. */
      arrayBuffer(): Promise<ArrayBuffer>;
    };

/** Opaque pixels. */
export interface Pixels {
  readonly height: number;
  readonly width: number;
  /** RGBA levels in [0, 255], row by row. */
  readonly data: Uint8ClampedArray;
}

/**
 * Reads the pixels of a picture, as they are: no color profile is applied.
 *
 * @throws TypeError if the picture is of another kind.
 * @throws Error naming the picture if it cannot be decoded or read, or is not opaque throughout.
 */
export async function readBrowserImage(
  image: BrowserImage,
  {
    name,
  }: {
    /** What the picture is called in errors. */
    readonly name: string;
  },
): Promise<Pixels> {
  const pixels = await pixelsOf(image, { name });
  const { width, data } = pixels;
  for (let at = 3; at < data.length; at += 4) {
    if (data[at] !== 255) {
      const pixel = (at - 3) / 4;
      throw new Error(
        `${name}: expected an opaque picture; found alpha ${data[at]} at row ${Math.floor(pixel / width)}, column ${pixel % width}`,
      );
    }
  }
  return pixels;
}

async function pixelsOf(image: BrowserImage, { name }: { readonly name: string }): Promise<Pixels> {
  if (typeof image !== 'object' || image === null) {
    throw unknownKind(image, { name });
  }
  if ('data' in image) {
    return requireImageData(image, { name });
  }
  if ('arrayBuffer' in image) {
    const bitmap = await decode(image, { name });
    try {
      return draw(bitmap, { name });
    } finally {
      bitmap.close();
    }
  }
  if ('getContext' in image || 'close' in image) {
    return draw(image as CanvasImageSource & { readonly height: number; readonly width: number }, { name });
  }
  throw unknownKind(image, { name });
}

function unknownKind(image: unknown, { name }: { readonly name: string }): TypeError {
  return new TypeError(
    `${name} must be an ImageData, canvas, OffscreenCanvas, ImageBitmap, Blob or File (createImageBitmap() makes an ImageBitmap of others); received ${Object.prototype.toString.call(image).slice(8, -1)}`,
  );
}

function requireImageData(
  { height, width, data }: { readonly height: number; readonly width: number; readonly data: unknown },
  { name }: { readonly name: string },
): Pixels {
  // Not instanceof: an ImageData may come from another window.
  const kind = Object.prototype.toString.call(data).slice(8, -1);
  const { length } = data as ArrayLike<number>;
  if (kind !== 'Uint8ClampedArray' || length !== height * width * 4 || length === 0) {
    throw new TypeError(
      `${name} must have the data of an ImageData, a Uint8ClampedArray of ${height} x ${width} x 4 levels; received ${kind} of ${length}`,
    );
  }
  return { height, width, data: data as Uint8ClampedArray };
}

async function decode(
  file: Extract<BrowserImage, { size: number }>,
  { name }: { readonly name: string },
): Promise<ImageBitmap> {
  if (typeof createImageBitmap === 'undefined') {
    throw new Error(
      `${name}: files are decoded by browsers; in Node, readCellImage of @hpa/data/node reads them`,
    );
  }
  try {
    return await createImageBitmap(file as Blob, { colorSpaceConversion: 'none', premultiplyAlpha: 'none' });
  } catch (cause) {
    throw new Error(
      `${name}: this browser cannot decode it (${file.size} bytes of ${file.type || 'no type'}): expected PNG, JPEG or WebP; ${(cause as Error).message}`,
      { cause },
    );
  }
}

function draw(
  source: CanvasImageSource & { readonly height: number; readonly width: number },
  { name }: { readonly name: string },
): Pixels {
  const { height, width } = source;
  if (height === 0 || width === 0) {
    throw new Error(`${name}: expected a picture with pixels; found ${height}x${width}`);
  }
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (context === null) {
    throw new Error(`${name}: this browser has no canvas of ${height}x${width} pixels`);
  }
  try {
    context.drawImage(source, 0, 0);
    return { height, width, data: context.getImageData(0, 0, width, height).data };
  } catch (cause) {
    throw new Error(`${name}: its pixels cannot be read: ${(cause as Error).message}`, { cause });
  }
}
