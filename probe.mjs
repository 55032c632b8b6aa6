import sharp from 'sharp';
import {writeFileSync} from 'fs';
const u=Uint32Array.from([0,1,70000,2**24+1,2**31+5,4294967295]);
// write tiff by hand via the test helper
