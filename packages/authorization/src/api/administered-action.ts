/**
 * The actions of the administration, which HealthLake has none of: `healthlake:CreateAuthorizationUser` and so on, on the
 * data store.
 */
export type AdministeredAction =
  `${'Create' | 'Get' | 'List' | 'Update' | 'Delete'}Authorization${'User' | 'Client'}` | 'CreateLaunch';
