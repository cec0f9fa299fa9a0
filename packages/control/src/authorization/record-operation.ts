import { dataStoreArn, isReadOnly, type Caller } from '@wellspring/access';
import type { ControlConfig } from '../control-config.js';
import type { OperationName } from '../generated/shapes.js';
import type { ServiceModel } from '../model/service-model.js';
import type { OperationSubject } from './operation-subject.js';
import { recordedMembers } from './recorded-members.js';

/** Notes what a call is, for the trail, as far as it is known. */
export interface OperationRecorder {
  /** What the request asks for. */
  asked(record: Caller['record'], operation: OperationName, input: unknown, subject: OperationSubject): void;
  /** What came of it; of calls that change something only. */
  answered(record: Caller['record'], operation: OperationName, output: unknown): void;
}

/** The type of a data store in CloudFormation's terms, as CloudTrail names resources. */
const dataStoreType = 'AWS::HealthLake::FHIRDatastore';
const profileType = 'AWS::HealthLake::DataTransformationProfile';

export function operationRecorder(
  model: ServiceModel,
  account: Pick<ControlConfig, 'region' | 'accountId'>,
): OperationRecorder {
  const recorded = recordedMembers(model);
  const shapes = (operation: OperationName) => model.operations[operation]!;
  return {
    asked(record, operation, input, { arn }) {
      record.requestParameters = recorded(shapes(operation).input.shape, input);
      if (arn === '*') return;
      const type = arn.includes(':dataTransformationProfile/') ? profileType : dataStoreType;
      record.resources.push({ arn, type });
    },
    answered(record, operation, output) {
      if (isReadOnly(operation)) return;
      record.responseElements = recorded(shapes(operation).output.shape, output);
      if (operation !== 'CreateFHIRDatastore') return;
      const { DatastoreId } = output as { readonly DatastoreId: string };
      record.resources.push({ arn: dataStoreArn(account, DatastoreId), type: dataStoreType });
    },
  };
}
