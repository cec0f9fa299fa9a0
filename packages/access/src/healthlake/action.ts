/** What one action of IAM is, as the Service Authorization Reference describes it. */
export interface ActionDefinition {
  /** `Tagging` changes tags, everything but `Read` and `List` changes something. */
  readonly access: 'Read' | 'List' | 'Write' | 'Tagging';
  /** On what it is asked for; `tagged`: on either of the two, `none`: on `*`. */
  readonly resource: 'datastore' | 'dataTransformationProfile' | 'tagged' | 'none';
  /**
   * What this server makes of it. `refused`: it asks, and then says that the operation is not there yet;
   * `absent`: no request leads to it.
   */
  readonly here: 'served' | 'refused' | 'absent';
}

export function onDataStore(
  access: ActionDefinition['access'],
  here: ActionDefinition['here'] = 'served',
): ActionDefinition {
  return { access, resource: 'datastore', here };
}

export function onProfile(
  access: ActionDefinition['access'],
  here: ActionDefinition['here'] = 'refused',
): ActionDefinition {
  return { access, resource: 'dataTransformationProfile', here };
}
