import { ownCodes } from './body-codes.js';

/**
 * The codes of version 2 of stored bodies; frozen, since databases hold what was written with them. Made by
 * generator/body-codes.mjs of generated patients, Synthea's and HL7's examples, each counting alike.
 */
export const frozenCodes = ownCodes(
  [
    'cccccccccccccccccccccccccccccccc5c8cccc9aacc848855555555557b8b8cc988899998ab99999a988999aa9bbacc',
    'c555556877b978778b77789998aac7cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc',
    'cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc8c56677777678778779998aa9bcccc',
  ].join(''),
  '777777776656565555345644344477',
);
