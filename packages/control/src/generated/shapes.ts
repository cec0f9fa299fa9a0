// Written by model/generate-shapes.mjs from model/service-2.json. Do not edit.

export interface Operations {
  readonly CreateDataTransformationProfile: { readonly input: CreateDataTransformationProfileRequest; readonly output: CreateDataTransformationProfileResponse };
  readonly CreateFHIRDatastore: { readonly input: CreateFHIRDatastoreRequest; readonly output: CreateFHIRDatastoreResponse };
  readonly DeleteDataTransformationProfile: { readonly input: DeleteDataTransformationProfileRequest; readonly output: DeleteDataTransformationProfileResponse };
  readonly DeleteFHIRDatastore: { readonly input: DeleteFHIRDatastoreRequest; readonly output: DeleteFHIRDatastoreResponse };
  readonly DescribeDataTransformationJob: { readonly input: DescribeDataTransformationJobRequest; readonly output: DescribeDataTransformationJobResponse };
  readonly DescribeFHIRDatastore: { readonly input: DescribeFHIRDatastoreRequest; readonly output: DescribeFHIRDatastoreResponse };
  readonly DescribeFHIRExportJob: { readonly input: DescribeFHIRExportJobRequest; readonly output: DescribeFHIRExportJobResponse };
  readonly DescribeFHIRImportJob: { readonly input: DescribeFHIRImportJobRequest; readonly output: DescribeFHIRImportJobResponse };
  readonly GetDataTransformationProfile: { readonly input: GetDataTransformationProfileRequest; readonly output: GetDataTransformationProfileResponse };
  readonly ListDataTransformationJobs: { readonly input: ListDataTransformationJobsRequest; readonly output: ListDataTransformationJobsResponse };
  readonly ListDataTransformationProfileVersions: { readonly input: ListDataTransformationProfileVersionsRequest; readonly output: ListDataTransformationProfileVersionsResponse };
  readonly ListDataTransformationProfiles: { readonly input: ListDataTransformationProfilesRequest; readonly output: ListDataTransformationProfilesResponse };
  readonly ListFHIRDatastores: { readonly input: ListFHIRDatastoresRequest; readonly output: ListFHIRDatastoresResponse };
  readonly ListFHIRExportJobs: { readonly input: ListFHIRExportJobsRequest; readonly output: ListFHIRExportJobsResponse };
  readonly ListFHIRImportJobs: { readonly input: ListFHIRImportJobsRequest; readonly output: ListFHIRImportJobsResponse };
  readonly ListTagsForResource: { readonly input: ListTagsForResourceRequest; readonly output: ListTagsForResourceResponse };
  readonly PublishDataTransformationProfile: { readonly input: PublishDataTransformationProfileRequest; readonly output: PublishDataTransformationProfileResponse };
  readonly RestoreFHIRDatastore: { readonly input: RestoreFHIRDatastoreRequest; readonly output: RestoreFHIRDatastoreResponse };
  readonly StartDataTransformationJob: { readonly input: StartDataTransformationJobRequest; readonly output: StartDataTransformationJobResponse };
  readonly StartFHIRExportJob: { readonly input: StartFHIRExportJobRequest; readonly output: StartFHIRExportJobResponse };
  readonly StartFHIRImportJob: { readonly input: StartFHIRImportJobRequest; readonly output: StartFHIRImportJobResponse };
  readonly TagResource: { readonly input: TagResourceRequest; readonly output: TagResourceResponse };
  readonly UntagResource: { readonly input: UntagResourceRequest; readonly output: UntagResourceResponse };
  readonly UpdateDataTransformationProfile: { readonly input: UpdateDataTransformationProfileRequest; readonly output: UpdateDataTransformationProfileResponse };
  readonly UpdateFHIRDatastore: { readonly input: UpdateFHIRDatastoreRequest; readonly output: UpdateFHIRDatastoreResponse };
  readonly UpdateProfileWithAgent: { readonly input: UpdateProfileWithAgentRequest; readonly output: UpdateProfileWithAgentResponse };
}

export type OperationName = keyof Operations;

export interface AgentInputMessage {
  readonly Body: string;
  readonly Type: AgentInputMessageType;
}

export type AgentInputMessageType =
  | 'normal'
  | 'confirmation_response';

export interface AgentOutputMessage {
  readonly Body: string;
  readonly Type: AgentOutputMessageType;
  readonly OptionsList?: readonly string[] | undefined;
}

export type AgentOutputMessageType =
  | 'INITIAL_GREETING'
  | 'normal'
  | 'confirmation'
  | 'complete'
  | 'error'
  | 'options'
  | 'choices';

export interface AnalyticsConfiguration {
  readonly Status?: AnalyticsStatus | undefined;
}

export type AnalyticsStatus =
  | 'ENABLED'
  | 'ENABLING'
  | 'DISABLED'
  | 'DISABLING'
  | 'PAUSING'
  | 'PAUSED';

export type AuthorizationStrategy =
  | 'SMART_ON_FHIR_V1'
  | 'SMART_ON_FHIR'
  | 'AWS_AUTH';

export interface BackupConfiguration {
  readonly Status?: BackupStatus | undefined;
  readonly BackupType?: BackupType | undefined;
  readonly RetentionPeriodInDays?: number | undefined;
  readonly BackupTagsEnabled?: boolean | undefined;
}

export type BackupStatus =
  | 'ENABLED'
  | 'DISABLED';

export type BackupType =
  | 'CONTINUOUS';

export type CmkType =
  | 'CUSTOMER_MANAGED_KMS_KEY'
  | 'AWS_OWNED_KMS_KEY';

export interface ContinuousBackupRestoreConfiguration {
  readonly RestorePointTime?: number | undefined;
}

export interface CreateDataTransformationProfileRequest {
  readonly SourceFormat: SourceFormat;
  readonly Source: CreateDataTransformationProfileSource;
  readonly KmsKeyId?: string | undefined;
  readonly ProfileDescription?: string | undefined;
  readonly ProfileName: string;
  readonly Tags?: Readonly<Record<string, string>> | undefined;
  readonly ClientToken?: string | undefined;
}

export interface CreateDataTransformationProfileResponse {
  readonly ProfileId: string;
  readonly Version: number;
  readonly SourceFormat: SourceFormat;
  readonly TargetFormat: TargetFormat;
  readonly ProfileName: string;
  readonly LastUpdatedAt: number;
}

export type CreateDataTransformationProfileSource =
  | { readonly StarterProfile: StarterProfileSource }
  | { readonly ExistingVersionedProfileId: ExistingVersionedProfileSource }
  | { readonly ProfileMapping: ProfileMappingSource }
  | { readonly SampleData: SampleDataSource };

export interface CreateFHIRDatastoreRequest {
  readonly DatastoreName?: string | undefined;
  readonly DatastoreTypeVersion: FHIRVersion;
  readonly SseConfiguration?: SseConfiguration | undefined;
  readonly PreloadDataConfig?: PreloadDataConfig | undefined;
  readonly ClientToken?: string | undefined;
  readonly Tags?: readonly Tag[] | undefined;
  readonly IdentityProviderConfiguration?: IdentityProviderConfiguration | undefined;
  readonly AnalyticsConfiguration?: AnalyticsConfiguration | undefined;
  readonly NlpConfiguration?: NlpConfiguration | undefined;
  readonly ProfileConfiguration?: ProfileConfiguration | undefined;
  readonly BackupConfiguration?: BackupConfiguration | undefined;
}

export interface CreateFHIRDatastoreResponse {
  readonly DatastoreId: string;
  readonly DatastoreArn: string;
  readonly DatastoreStatus: DatastoreStatus;
  readonly DatastoreEndpoint: string;
}

export interface DataTransformationProfileSummary {
  readonly ProfileId: string;
  readonly Version: number;
  readonly SourceFormat: SourceFormat;
  readonly TargetFormat: TargetFormat;
  readonly ProfileName?: string | undefined;
  readonly ProfileDescription?: string | undefined;
  readonly LastUpdatedAt?: number | undefined;
}

export interface DataTransformationProfileVersionSummary {
  readonly ProfileId: string;
  readonly Version: number;
  readonly SourceFormat: SourceFormat;
  readonly TargetFormat: TargetFormat;
  readonly ProfileName?: string | undefined;
  readonly ChangeDescription?: string | undefined;
  readonly LastUpdatedAt?: number | undefined;
}

export interface DataTransformationS3Configuration {
  readonly S3Uri: string;
  readonly KmsKeyId: string;
}

export interface DatastoreBackupStatus {
  readonly Configuration?: BackupConfiguration | undefined;
  readonly BackupEnabledAt?: number | undefined;
  readonly EarliestRestorePoint?: number | undefined;
  readonly LatestRestorePoint?: number | undefined;
  readonly ScheduledPermanentDeletionTime?: number | undefined;
}

export interface DatastoreFilter {
  readonly DatastoreName?: string | undefined;
  readonly DatastoreStatus?: DatastoreStatus | undefined;
  readonly CreatedBefore?: number | undefined;
  readonly CreatedAfter?: number | undefined;
}

export interface DatastoreProperties {
  readonly DatastoreId: string;
  readonly DatastoreArn: string;
  readonly DatastoreName?: string | undefined;
  readonly DatastoreStatus: DatastoreStatus;
  readonly CreatedAt?: number | undefined;
  readonly DatastoreTypeVersion: FHIRVersion;
  readonly DatastoreEndpoint: string;
  readonly SseConfiguration?: SseConfiguration | undefined;
  readonly PreloadDataConfig?: PreloadDataConfig | undefined;
  readonly IdentityProviderConfiguration?: IdentityProviderConfiguration | undefined;
  readonly ErrorCause?: ErrorCause | undefined;
  readonly NlpConfiguration?: NlpConfiguration | undefined;
  readonly AnalyticsConfiguration?: AnalyticsConfiguration | undefined;
  readonly ProfileConfiguration?: ProfileConfiguration | undefined;
  readonly BackupStatusInfo?: DatastoreBackupStatus | undefined;
}

export type DatastoreStatus =
  | 'CREATING'
  | 'ACTIVE'
  | 'DELETING'
  | 'DELETED'
  | 'CREATE_FAILED'
  | 'UPDATING'
  | 'UPDATE_FAILED';

export interface DeleteDataTransformationProfileRequest {
  readonly ProfileId: string;
}

export interface DeleteDataTransformationProfileResponse {
  readonly ProfileId: string;
  readonly ProfileName?: string | undefined;
  readonly DeletionTime: number;
}

export interface DeleteFHIRDatastoreRequest {
  readonly DatastoreId: string;
}

export interface DeleteFHIRDatastoreResponse {
  readonly DatastoreId: string;
  readonly DatastoreArn: string;
  readonly DatastoreStatus: DatastoreStatus;
  readonly DatastoreEndpoint: string;
}

export interface DescribeDataTransformationJobRequest {
  readonly JobId: string;
}

export interface DescribeDataTransformationJobResponse {
  readonly TransformationJobProperties: TransformationJobProperties;
}

export interface DescribeFHIRDatastoreRequest {
  readonly DatastoreId: string;
}

export interface DescribeFHIRDatastoreResponse {
  readonly DatastoreProperties: DatastoreProperties;
}

export interface DescribeFHIRExportJobRequest {
  readonly DatastoreId: string;
  readonly JobId: string;
}

export interface DescribeFHIRExportJobResponse {
  readonly ExportJobProperties: ExportJobProperties;
}

export interface DescribeFHIRImportJobRequest {
  readonly DatastoreId: string;
  readonly JobId: string;
}

export interface DescribeFHIRImportJobResponse {
  readonly ImportJobProperties: ImportJobProperties;
}

export type ErrorCategory =
  | 'RETRYABLE_ERROR'
  | 'NON_RETRYABLE_ERROR';

export interface ErrorCause {
  readonly ErrorMessage?: string | undefined;
  readonly ErrorCategory?: ErrorCategory | undefined;
}

export interface ExistingVersionedProfileSource {
  readonly ProfileId: string;
  readonly Version: number;
}

export interface ExportJobProperties {
  readonly JobId: string;
  readonly JobName?: string | undefined;
  readonly JobStatus: JobStatus;
  readonly SubmitTime: number;
  readonly EndTime?: number | undefined;
  readonly DatastoreId: string;
  readonly OutputDataConfig: OutputDataConfig;
  readonly DataAccessRoleArn?: string | undefined;
  readonly Message?: string | undefined;
}

export type FHIRVersion =
  | 'R4';

export interface GetDataTransformationProfileRequest {
  readonly ProfileId: string;
  readonly ProfileVersion?: number | undefined;
}

export interface GetDataTransformationProfileResponse {
  readonly ProfileId: string;
  readonly Version: number;
  readonly SourceFormat: SourceFormat;
  readonly TargetFormat: TargetFormat;
  readonly ProfileMapping: Readonly<Record<string, string>>;
  readonly ProfileName?: string | undefined;
  readonly ProfileDescription?: string | undefined;
  readonly ChangeDescription?: string | undefined;
  readonly LastUpdatedAt: number;
}

export interface IdentityProviderConfiguration {
  readonly AuthorizationStrategy: AuthorizationStrategy;
  readonly FineGrainedAuthorizationEnabled?: boolean | undefined;
  readonly Metadata?: string | undefined;
  readonly IdpLambdaArn?: string | undefined;
}

export interface ImportJobProperties {
  readonly JobId: string;
  readonly JobName?: string | undefined;
  readonly JobStatus: JobStatus;
  readonly SubmitTime: number;
  readonly EndTime?: number | undefined;
  readonly DatastoreId: string;
  readonly InputDataConfig: InputDataConfig;
  readonly JobOutputDataConfig?: OutputDataConfig | undefined;
  readonly JobProgressReport?: JobProgressReport | undefined;
  readonly DataAccessRoleArn?: string | undefined;
  readonly Message?: string | undefined;
  readonly ValidationLevel?: ValidationLevel | undefined;
}

export type InputDataConfig =
  | { readonly S3Uri: string };

export interface JobProgressReport {
  readonly TotalNumberOfScannedFiles?: number | undefined;
  readonly TotalSizeOfScannedFilesInMB?: number | undefined;
  readonly TotalNumberOfImportedFiles?: number | undefined;
  readonly TotalNumberOfResourcesScanned?: number | undefined;
  readonly TotalNumberOfResourcesImported?: number | undefined;
  readonly TotalNumberOfResourcesWithCustomerError?: number | undefined;
  readonly TotalNumberOfFilesReadWithCustomerError?: number | undefined;
  readonly TotalNumberOfScannedNonFhirFiles?: number | undefined;
  readonly TotalSizeOfScannedNonFhirFilesInMB?: number | undefined;
  readonly TotalNumberOfImportedNonFhirFiles?: number | undefined;
  readonly TotalNumberOfNonFhirResourcesScanned?: number | undefined;
  readonly TotalNumberOfNonFhirResourcesImported?: number | undefined;
  readonly TotalNumberOfNonFhirResourcesWithCustomerError?: number | undefined;
  readonly TotalNumberOfNonFhirFilesReadWithCustomerError?: number | undefined;
  readonly Throughput?: number | undefined;
  readonly TotalFilesConverted?: number | undefined;
  readonly TotalResourcesGenerated?: number | undefined;
}

export type JobStatus =
  | 'SUBMITTED'
  | 'QUEUED'
  | 'IN_PROGRESS'
  | 'COMPLETED_WITH_ERRORS'
  | 'COMPLETED'
  | 'FAILED'
  | 'CANCEL_SUBMITTED'
  | 'CANCEL_IN_PROGRESS'
  | 'CANCEL_COMPLETED'
  | 'CANCEL_FAILED';

export interface KmsEncryptionConfig {
  readonly CmkType: CmkType;
  readonly KmsKeyId?: string | undefined;
}

export interface ListDataTransformationJobsRequest {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
  readonly JobStatus?: TransformationJobStatus | undefined;
  readonly JobName?: string | undefined;
  readonly SubmittedAfter?: number | undefined;
  readonly SubmittedBefore?: number | undefined;
}

export interface ListDataTransformationJobsResponse {
  readonly Items: readonly TransformationJobSummary[];
  readonly NextToken?: string | undefined;
}

export interface ListDataTransformationProfileVersionsRequest {
  readonly ProfileId: string;
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

export interface ListDataTransformationProfileVersionsResponse {
  readonly Items: readonly DataTransformationProfileVersionSummary[];
  readonly NextToken?: string | undefined;
}

export interface ListDataTransformationProfilesRequest {
  readonly SourceFormat: SourceFormat;
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

export interface ListDataTransformationProfilesResponse {
  readonly Items: readonly DataTransformationProfileSummary[];
  readonly NextToken?: string | undefined;
}

export interface ListFHIRDatastoresRequest {
  readonly Filter?: DatastoreFilter | undefined;
  readonly NextToken?: string | undefined;
  readonly MaxResults?: number | undefined;
}

export interface ListFHIRDatastoresResponse {
  readonly DatastorePropertiesList: readonly DatastoreProperties[];
  readonly NextToken?: string | undefined;
}

export interface ListFHIRExportJobsRequest {
  readonly DatastoreId: string;
  readonly NextToken?: string | undefined;
  readonly MaxResults?: number | undefined;
  readonly JobName?: string | undefined;
  readonly JobStatus?: JobStatus | undefined;
  readonly SubmittedBefore?: number | undefined;
  readonly SubmittedAfter?: number | undefined;
}

export interface ListFHIRExportJobsResponse {
  readonly ExportJobPropertiesList: readonly ExportJobProperties[];
  readonly NextToken?: string | undefined;
}

export interface ListFHIRImportJobsRequest {
  readonly DatastoreId: string;
  readonly NextToken?: string | undefined;
  readonly MaxResults?: number | undefined;
  readonly JobName?: string | undefined;
  readonly JobStatus?: JobStatus | undefined;
  readonly SubmittedBefore?: number | undefined;
  readonly SubmittedAfter?: number | undefined;
}

export interface ListFHIRImportJobsResponse {
  readonly ImportJobPropertiesList: readonly ImportJobProperties[];
  readonly NextToken?: string | undefined;
}

export interface ListTagsForResourceRequest {
  readonly ResourceARN: string;
}

export interface ListTagsForResourceResponse {
  readonly Tags?: readonly Tag[] | undefined;
}

export interface NlpConfiguration {
  readonly Status?: NlpStatus | undefined;
}

export type NlpStatus =
  | 'ENABLED'
  | 'ENABLING'
  | 'DISABLED'
  | 'DISABLING';

export type OutputDataConfig =
  | { readonly S3Configuration: S3Configuration };

export interface PreloadDataConfig {
  readonly PreloadDataType: PreloadDataType;
}

export type PreloadDataType =
  | 'SYNTHEA';

export interface ProfileConfiguration {
  readonly DefaultProfiles?: readonly string[] | undefined;
}

export interface ProfileMappingSource {
  readonly ProfileMapping: Readonly<Record<string, string>>;
}

export interface PublishDataTransformationProfileRequest {
  readonly ProfileId: string;
  readonly SourceFormat: SourceFormat;
  readonly FromExistingVersion?: number | undefined;
  readonly ChangeDescription?: string | undefined;
}

export interface PublishDataTransformationProfileResponse {
  readonly ProfileId: string;
  readonly Version: number;
  readonly SourceFormat: SourceFormat;
  readonly TargetFormat: TargetFormat;
  readonly ProfileName?: string | undefined;
  readonly LastUpdatedAt: number;
}

export type RestoreConfiguration =
  | { readonly ContinuousBackupRestoreConfiguration: ContinuousBackupRestoreConfiguration };

export interface RestoreFHIRDatastoreRequest {
  readonly SourceDatastoreId: string;
  readonly RestoreConfiguration: RestoreConfiguration;
  readonly DatastoreName?: string | undefined;
  readonly SseConfiguration?: SseConfiguration | undefined;
  readonly ClientToken?: string | undefined;
  readonly Tags?: readonly Tag[] | undefined;
  readonly IdentityProviderConfiguration?: IdentityProviderConfiguration | undefined;
  readonly AnalyticsConfiguration?: AnalyticsConfiguration | undefined;
  readonly NlpConfiguration?: NlpConfiguration | undefined;
  readonly ProfileConfiguration?: ProfileConfiguration | undefined;
}

export interface RestoreFHIRDatastoreResponse {
  readonly DatastoreId: string;
  readonly DatastoreArn: string;
  readonly DatastoreStatus: DatastoreStatus;
  readonly DatastoreEndpoint: string;
}

export interface S3Configuration {
  readonly S3Uri: string;
  readonly KmsKeyId: string;
}

export interface SampleDataSource {
  readonly S3Uri: string;
}

export type SourceFormat =
  | 'CCDA'
  | 'CSV';

export interface SseConfiguration {
  readonly KmsEncryptionConfig: KmsEncryptionConfig;
}

export interface StartDataTransformationJobRequest {
  readonly InputDataConfig: TransformationInputDataConfig;
  readonly OutputDataConfig: TransformationOutputDataConfig;
  readonly DataAccessRoleArn: string;
  readonly ClientToken: string;
  readonly JobName?: string | undefined;
  readonly ProfileId: string;
  readonly DriftDetectionEnabled?: boolean | undefined;
  readonly ProvenanceEnabled?: boolean | undefined;
}

export interface StartDataTransformationJobResponse {
  readonly JobId: string;
  readonly JobStatus: TransformationJobStatus;
}

export interface StartFHIRExportJobRequest {
  readonly JobName?: string | undefined;
  readonly OutputDataConfig: OutputDataConfig;
  readonly DatastoreId: string;
  readonly DataAccessRoleArn: string;
  readonly ClientToken?: string | undefined;
}

export interface StartFHIRExportJobResponse {
  readonly JobId: string;
  readonly JobStatus: JobStatus;
  readonly DatastoreId?: string | undefined;
}

export interface StartFHIRImportJobRequest {
  readonly JobName?: string | undefined;
  readonly InputDataConfig: InputDataConfig;
  readonly JobOutputDataConfig: OutputDataConfig;
  readonly DatastoreId: string;
  readonly DataAccessRoleArn: string;
  readonly ClientToken?: string | undefined;
  readonly ValidationLevel?: ValidationLevel | undefined;
  readonly ProfileId?: string | undefined;
  readonly InputFormat?: string | undefined;
  readonly DriftDetectionEnabled?: boolean | undefined;
  readonly ProvenanceEnabled?: boolean | undefined;
}

export interface StartFHIRImportJobResponse {
  readonly JobId: string;
  readonly JobStatus: JobStatus;
  readonly DatastoreId?: string | undefined;
}

export interface StarterProfileSource {
  readonly StarterProfileName: string;
}

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

export interface TagResourceRequest {
  readonly ResourceARN: string;
  readonly Tags: readonly Tag[];
}

export type TagResourceResponse = Readonly<Record<string, never>>;

export type TargetFormat =
  | 'FHIR_R4';

export interface TransformationInputDataConfig {
  readonly S3Uri: string;
  readonly SourceFormat?: SourceFormat | undefined;
}

export interface TransformationJobProgressReport {
  readonly TotalFilesScanned: number;
  readonly TotalFilesConverted: number;
  readonly TotalFilesFailed: number;
  readonly TotalResourcesGenerated: number;
}

export interface TransformationJobProperties {
  readonly JobId: string;
  readonly JobStatus: TransformationJobStatus;
  readonly InputDataConfig: TransformationInputDataConfig;
  readonly OutputDataConfig: TransformationOutputDataConfig;
  readonly DataAccessRoleArn: string;
  readonly SubmitTime: number;
  readonly JobName?: string | undefined;
  readonly ProfileId?: string | undefined;
  readonly ProfileName?: string | undefined;
  readonly ProfileVersion?: number | undefined;
  readonly EndTime?: number | undefined;
  readonly DriftDetectionEnabled?: boolean | undefined;
  readonly ProvenanceEnabled?: boolean | undefined;
  readonly Message?: string | undefined;
  readonly JobProgressReport?: TransformationJobProgressReport | undefined;
}

export type TransformationJobStatus =
  | 'SUBMITTED'
  | 'QUEUED'
  | 'IN_PROGRESS'
  | 'COMPLETED'
  | 'COMPLETED_WITH_ERRORS'
  | 'FAILED';

export interface TransformationJobSummary {
  readonly JobId: string;
  readonly JobStatus: TransformationJobStatus;
  readonly SubmitTime: number;
  readonly JobName?: string | undefined;
  readonly EndTime?: number | undefined;
  readonly SourceFormat?: SourceFormat | undefined;
}

export interface TransformationOutputDataConfig {
  readonly S3Configuration: DataTransformationS3Configuration;
}

export interface UntagResourceRequest {
  readonly ResourceARN: string;
  readonly TagKeys: readonly string[];
}

export type UntagResourceResponse = Readonly<Record<string, never>>;

export interface UpdateDataTransformationProfileRequest {
  readonly ProfileId: string;
  readonly ProfileMapping: Readonly<Record<string, string>>;
  readonly ChangeDescription?: string | undefined;
}

export interface UpdateDataTransformationProfileResponse {
  readonly ProfileId: string;
  readonly SourceFormat: SourceFormat;
  readonly TargetFormat: TargetFormat;
  readonly ProfileName?: string | undefined;
  readonly LastUpdatedAt: number;
}

export interface UpdateFHIRDatastoreRequest {
  readonly DatastoreId: string;
  readonly DatastoreName?: string | undefined;
  readonly AnalyticsConfiguration?: AnalyticsConfiguration | undefined;
  readonly NlpConfiguration?: NlpConfiguration | undefined;
  readonly ProfileConfiguration?: ProfileConfiguration | undefined;
  readonly IdentityProviderConfiguration?: IdentityProviderConfiguration | undefined;
  readonly BackupConfiguration?: BackupConfiguration | undefined;
}

export interface UpdateFHIRDatastoreResponse {
  readonly DatastoreProperties: DatastoreProperties;
}

export interface UpdateProfileWithAgentRequest {
  readonly ProfileId: string;
  readonly SourceFormat: SourceFormat;
  readonly InputMessage: AgentInputMessage;
  readonly ConversationId?: string | undefined;
}

export interface UpdateProfileWithAgentResponse {
  readonly AgentResponse: AgentOutputMessage;
  readonly ConversationId: string;
}

export type ValidationLevel =
  | 'strict'
  | 'structure-only'
  | 'minimal';
