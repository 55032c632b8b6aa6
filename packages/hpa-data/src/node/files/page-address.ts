const PAGE_ADDRESS = /^(.+)#page=([1-9]\d*)$/s;

/** A file, or one page of it. */
export interface PageAddress {
  readonly file: string;
  /** From 0; undefined if the address names the whole file. */
  readonly page: number | undefined;
}

/** Names a page, from 0, of a file: `cells.tif#page=1` is the first, as in the addresses of PDF (RFC 8118). */
export function pageAddress(file: string, page: number): string {
  return `${file}#page=${page + 1}`;
}

/** Parses what {@link pageAddress} gives, or the path of a whole file. */
export function parsePageAddress(address: string): PageAddress {
  const [, file = address, page] = PAGE_ADDRESS.exec(address) ?? [];
  return { file, page: page === undefined ? undefined : Number(page) - 1 };
}
