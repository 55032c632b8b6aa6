/**
 * Undoes the filters of a PNG with one byte per pixel (PNG specification, third edition, section 9). `scanlines` holds
 * `height` rows of a filter byte and `width` differences; `pixels` receives `height` rows of `width` gray levels.
 * Returns the first row with an unknown filter, or -1. Up to 15 bytes beyond both are read, and beyond `pixels`
 * written.
 */
export function undoFilters(scanlines: usize, pixels: usize, width: i32, height: i32): i32 {
  const stride: usize = width + 1;
  for (let y = 0; y < height; y++) {
    const source = scanlines + <usize>y * stride;
    const row = pixels + <usize>y * width;
    const above = row - width;
    const filter = load<u8>(source);
    const twice = y > 0 && y + 1 < height && load<u8>(source + stride) === filter;
    // Above the first row everything is 0, so there "up" copies and "Paeth" equals "sub".
    if (filter === 0 || (filter === 2 && y === 0)) {
      memory.copy(row, source + 1, width);
    } else if (filter === 1 || (filter === 4 && y === 0)) {
      undoSub(source + 1, row, width);
    } else if (filter === 2) {
      undoUp(source + 1, above, row, width);
    } else if (filter === 3 && twice) {
      undoAverageTwice(source + 1, above, row, width);
      y++;
    } else if (filter === 3) {
      undoAverage(source + 1, above, row, width, y > 0);
    } else if (filter === 4 && twice) {
      undoPaethTwice(source + 1, above, row, width);
      y++;
    } else if (filter === 4) {
      undoPaeth(source + 1, above, row, width);
    } else {
      return y;
    }
  }
  return -1;
}

/** Adds to each byte the one to its left: running sums of 16 bytes in four doubling steps, plus the sum so far. */
function undoSub(source: usize, row: usize, width: i32): void {
  const zero = i8x16.splat(0);
  let left = zero;
  for (let x = 0; x < width; x += 16) {
    let sums = v128.load(source + x);
    sums = i8x16.add(
      sums,
      i8x16.shuffle(zero, sums, 0, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30),
    );
    sums = i8x16.add(
      sums,
      i8x16.shuffle(zero, sums, 0, 0, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29),
    );
    sums = i8x16.add(
      sums,
      i8x16.shuffle(zero, sums, 0, 0, 0, 0, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27),
    );
    sums = i8x16.add(sums, i8x16.shuffle(zero, sums, 0, 0, 0, 0, 0, 0, 0, 0, 16, 17, 18, 19, 20, 21, 22, 23));
    sums = i8x16.add(sums, left);
    v128.store(row + x, sums);
    left = i8x16.shuffle(sums, sums, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15);
  }
}

/** Adds to each byte the one above it. */
function undoUp(source: usize, above: usize, row: usize, width: i32): void {
  for (let x = 0; x < width; x += 16) {
    v128.store(row + x, i8x16.add(v128.load(source + x), v128.load(above + x)));
  }
}

/** Adds to each byte the mean, rounded down, of those to its left and above it. */
function undoAverage(source: usize, above: usize, row: usize, width: i32, hasAbove: bool): void {
  let left: u32 = 0;
  for (let x = 0; x < width; x++) {
    const up: u32 = hasAbove ? load<u8>(above + x) : 0;
    left = average(source + x, left, up);
    store<u8>(row + x, <u8>left);
  }
}

/**
 * Does {@link undoAverage} for two rows, the second a pixel behind the first. Every pixel depends on the one to its left,
 * so a single row leaves most of a core idle.
 */
function undoAverageTwice(source: usize, above: usize, row: usize, width: i32): void {
  const nextSource = source + width + 1;
  const nextRow = row + width;
  let left = average(source, 0, load<u8>(above));
  let nextLeft: u32 = 0;
  store<u8>(row, <u8>left);
  for (let x = 1; x < width; x++) {
    nextLeft = average(nextSource + x - 1, nextLeft, left);
    left = average(source + x, left, load<u8>(above + x));
    store<u8>(row + x, <u8>left);
    store<u8>(nextRow + x - 1, <u8>nextLeft);
  }
  store<u8>(nextRow + width - 1, <u8>average(nextSource + width - 1, nextLeft, left));
}

// @inline
function average(difference: usize, left: u32, up: u32): u32 {
  return (load<u8>(difference) + ((left + up) >> 1)) & 255;
}

/** Adds to each byte whichever of left, above and above left is nearest to left + above - above left. */
function undoPaeth(source: usize, above: usize, row: usize, width: i32): void {
  let left: i32 = 0;
  let corner: i32 = 0;
  for (let x = 0; x < width; x++) {
    const up: i32 = load<u8>(above + x);
    left = paeth(source + x, left, up, corner);
    store<u8>(row + x, <u8>left);
    corner = up;
  }
}

/** Does {@link undoPaeth} for two rows, as {@link undoAverageTwice} does. */
function undoPaethTwice(source: usize, above: usize, row: usize, width: i32): void {
  const nextSource = source + width + 1;
  const nextRow = row + width;
  let corner: i32 = load<u8>(above);
  let left = paeth(source, 0, corner, 0);
  let nextCorner: i32 = 0;
  let nextLeft: i32 = 0;
  store<u8>(row, <u8>left);
  for (let x = 1; x < width; x++) {
    nextLeft = paeth(nextSource + x - 1, nextLeft, left, nextCorner);
    nextCorner = left;
    const up: i32 = load<u8>(above + x);
    left = paeth(source + x, left, up, corner);
    corner = up;
    store<u8>(row + x, <u8>left);
    store<u8>(nextRow + x - 1, <u8>nextLeft);
  }
  store<u8>(nextRow + width - 1, <u8>paeth(nextSource + width - 1, nextLeft, left, nextCorner));
}

// @inline
function paeth(difference: usize, left: i32, up: i32, corner: i32): i32 {
  const rise = up - corner;
  const run = left - corner;
  const fromLeft = abs(rise);
  const fromUp = abs(run);
  const fromCorner = abs(rise + run);
  const nearerOfTwo = select(up, corner, fromUp <= fromCorner);
  const predicted = select(left, nearerOfTwo, (fromLeft <= fromUp) & (fromLeft <= fromCorner));
  return (load<u8>(difference) + predicted) & 255;
}
