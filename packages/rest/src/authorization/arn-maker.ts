import { dataStoreArn } from '@wellspring/access';
import type { RestOptions } from '../rest-options.js';

/** As the settings have it by default. */
const defaultAccount = { region: 'us-east-1', accountId: '000000000000' } as const;

/** Makes the ARNs of data stores, by their ids. */
export function arnMaker({ dataStoreArn: make }: Pick<RestOptions, 'dataStoreArn'>): (id: string) => string {
  return make ?? ((id) => dataStoreArn(defaultAccount, id));
}
