/**
 * Copies the box of `outHeight` x `outWidth` pixels at (top, left) of each image [height, width], pixels of `pixelBytes` bytes. Threads take ranges of the
 * rows of all boxes.
 */
export function copyBox(
  from: usize,
  to: usize,
  height: i32,
  width: i32,
  top: i32,
  left: i32,
  outHeight: i32,
  outWidth: i32,
  pixelBytes: i32,
  begin: i32,
  end: i32,
): void {
  const rowBytes = <usize>outWidth * pixelBytes;
  for (let unit = begin; unit < end; unit++) {
    const row = (unit / outHeight) * height + top + (unit % outHeight);
    const p = from + (<usize>row * width + left) * pixelBytes;
    memory.copy(to + <usize>unit * rowBytes, p, rowBytes);
  }
}
