import { passRoleQuestion, type AccessQuestion, type ActionName, type Caller } from '@wellspring/access';

/** What the sender of a request may do in its data store. */
export interface StoreRights {
  /**
   * Asks for actions, each once for a request: a Bundle asks for the same ones again and again.
   *
   * @throws WellspringError `access-denied`
   */
  require(actions: readonly ActionName[]): Promise<void>;
  /**
   * Asks whether a role may be handed to a job of the data store.
   *
   * @throws WellspringError `access-denied`
   */
  requirePassRole(roleArn: string): Promise<void>;
}

/**
 * @param arn of the data store, be it there or not
 * @param context condition keys of the data store: its tags
 */
export function storeRights(
  { authorize }: Pick<Caller, 'authorize'>,
  arn: string,
  context: NonNullable<AccessQuestion['context']>,
): StoreRights {
  // Few: a list, since a set costs more than all there is to ask of a read.
  const granted: ActionName[] = [];
  return {
    async require(actions) {
      for (const action of actions) {
        if (granted.includes(action)) continue;
        await authorize({ action: `healthlake:${action}`, resource: arn, context });
        granted.push(action);
      }
    },
    requirePassRole: (roleArn) => authorize(passRoleQuestion(roleArn, arn)),
  };
}

/** For what was asked for when it was sent, and is carried out later. */
export const askedBefore: StoreRights = {
  require: () => Promise.resolve(),
  requirePassRole: () => Promise.resolve(),
};
