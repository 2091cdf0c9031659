using Amazon.StandIn.AwsJson;

namespace Amazon.ECR.Model;

public partial class Attribute
{
    public string Key { get; set; }
    public string Value { get; set; }
}

public partial class AuthorizationData
{
    public string AuthorizationToken { get; set; }
    public DateTime? ExpiresAt { get; set; }
    public string ProxyEndpoint { get; set; }
}

public partial class AwsEcrContainerImageDetails
{
    public string Architecture { get; set; }
    public string Author { get; set; }
    public string ImageHash { get; set; }
    public List<string> ImageTags { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
    public string Platform { get; set; }
    public DateTime? PushedAt { get; set; }
    public DateTime? LastInUseAt { get; set; }
    public long? InUseCount { get; set; }
    public string Registry { get; set; }
    public string RepositoryName { get; set; }
}

public partial class CvssScore
{
    public double? BaseScore { get; set; }
    public string ScoringVector { get; set; }
    public string Source { get; set; }
    public string Version { get; set; }
}

public partial class CvssScoreAdjustment
{
    public string Metric { get; set; }
    public string Reason { get; set; }
}

public partial class CvssScoreDetails
{
    public List<CvssScoreAdjustment> Adjustments { get; set; } = AWSConfigs.InitializeCollections ? new List<CvssScoreAdjustment>() : null;
    public double? Score { get; set; }
    public string ScoreSource { get; set; }
    public string ScoringVector { get; set; }
    public string Version { get; set; }
}

public partial class DescribeImagesFilter
{
    public TagStatus TagStatus { get; set; }
    public ImageStatusFilter ImageStatus { get; set; }
}

public partial class EncryptionConfiguration
{
    public EncryptionType EncryptionType { get; set; }
    public string KmsKey { get; set; }
}

public partial class EnhancedImageScanFinding
{
    public string AwsAccountId { get; set; }
    public string Description { get; set; }
    public string FindingArn { get; set; }
    public DateTime? FirstObservedAt { get; set; }
    public DateTime? LastObservedAt { get; set; }
    public PackageVulnerabilityDetails PackageVulnerabilityDetails { get; set; }
    public Remediation Remediation { get; set; }
    public List<Resource> Resources { get; set; } = AWSConfigs.InitializeCollections ? new List<Resource>() : null;
    public double? Score { get; set; }
    public ScoreDetails ScoreDetails { get; set; }
    public string Severity { get; set; }
    public string Status { get; set; }
    public string Title { get; set; }
    public string Type { get; set; }
    public DateTime? UpdatedAt { get; set; }
    public string FixAvailable { get; set; }
    public string ExploitAvailable { get; set; }
}

public partial class Image
{
    public string RegistryId { get; set; }
    public string RepositoryName { get; set; }
    public ImageIdentifier ImageId { get; set; }
    public string ImageManifest { get; set; }
    public string ImageManifestMediaType { get; set; }
}

public partial class ImageDetail
{
    public string RegistryId { get; set; }
    public string RepositoryName { get; set; }
    public string ImageDigest { get; set; }
    public List<string> ImageTags { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
    public long? ImageSizeInBytes { get; set; }
    public DateTime? ImagePushedAt { get; set; }
    public ImageScanStatus ImageScanStatus { get; set; }
    public ImageScanFindingsSummary ImageScanFindingsSummary { get; set; }
    public string ImageManifestMediaType { get; set; }
    public string ArtifactMediaType { get; set; }
    public DateTime? LastRecordedPullTime { get; set; }
    public string SubjectManifestDigest { get; set; }
    public ImageStatus ImageStatus { get; set; }
    public DateTime? LastArchivedAt { get; set; }
    public DateTime? LastActivatedAt { get; set; }
}

public partial class ImageFailure
{
    public ImageIdentifier ImageId { get; set; }
    public ImageFailureCode FailureCode { get; set; }
    public string FailureReason { get; set; }
}

public partial class ImageIdentifier
{
    public string ImageDigest { get; set; }
    public string ImageTag { get; set; }
}

public partial class ImageScanFinding
{
    public string Name { get; set; }
    public string Description { get; set; }
    public string Uri { get; set; }
    public FindingSeverity Severity { get; set; }
    public List<Attribute> Attributes { get; set; } = AWSConfigs.InitializeCollections ? new List<Attribute>() : null;
}

public partial class ImageScanFindings
{
    public DateTime? ImageScanCompletedAt { get; set; }
    public DateTime? VulnerabilitySourceUpdatedAt { get; set; }
    public Dictionary<string, int> FindingSeverityCounts { get; set; } = AWSConfigs.InitializeCollections ? new Dictionary<string, int>() : null;
    public List<ImageScanFinding> Findings { get; set; } = AWSConfigs.InitializeCollections ? new List<ImageScanFinding>() : null;
    public List<EnhancedImageScanFinding> EnhancedFindings { get; set; } = AWSConfigs.InitializeCollections ? new List<EnhancedImageScanFinding>() : null;
}

public partial class ImageScanFindingsSummary
{
    public DateTime? ImageScanCompletedAt { get; set; }
    public DateTime? VulnerabilitySourceUpdatedAt { get; set; }
    public Dictionary<string, int> FindingSeverityCounts { get; set; } = AWSConfigs.InitializeCollections ? new Dictionary<string, int>() : null;
}

public partial class ImageScanStatus
{
    public ScanStatus Status { get; set; }
    public string Description { get; set; }
}

public partial class ImageScanningConfiguration
{
    public bool? ScanOnPush { get; set; }
}

public partial class ImageTagMutabilityExclusionFilter
{
    public ImageTagMutabilityExclusionFilterType FilterType { get; set; }
    public string Filter { get; set; }
}

public partial class Layer
{
    public string LayerDigest { get; set; }
    public LayerAvailability LayerAvailability { get; set; }
    public long? LayerSize { get; set; }
    public string MediaType { get; set; }
}

public partial class LayerFailure
{
    public string LayerDigest { get; set; }
    public LayerFailureCode FailureCode { get; set; }
    public string FailureReason { get; set; }
}

public partial class LifecyclePolicyPreviewFilter
{
    public TagStatus TagStatus { get; set; }
}

public partial class LifecyclePolicyPreviewResult
{
    public List<string> ImageTags { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
    public string ImageDigest { get; set; }
    public DateTime? ImagePushedAt { get; set; }
    public LifecyclePolicyRuleAction Action { get; set; }
    public int? AppliedRulePriority { get; set; }
    public LifecyclePolicyStorageClass StorageClass { get; set; }
}

public partial class LifecyclePolicyPreviewSummary
{
    public int? ExpiringImageTotalCount { get; set; }
    public List<TransitioningImageTotalCount> TransitioningImageTotalCounts { get; set; } = AWSConfigs.InitializeCollections ? new List<TransitioningImageTotalCount>() : null;
}

public partial class LifecyclePolicyRuleAction
{
    public ImageActionType Type { get; set; }
    public LifecyclePolicyTargetStorageClass TargetStorageClass { get; set; }
}

public partial class ListImagesFilter
{
    public TagStatus TagStatus { get; set; }
    public ImageStatusFilter ImageStatus { get; set; }
}

public partial class PackageVulnerabilityDetails
{
    public List<CvssScore> Cvss { get; set; } = AWSConfigs.InitializeCollections ? new List<CvssScore>() : null;
    public List<string> ReferenceUrls { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
    public List<string> RelatedVulnerabilities { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
    public string Source { get; set; }
    public string SourceUrl { get; set; }
    public DateTime? VendorCreatedAt { get; set; }
    public string VendorSeverity { get; set; }
    public DateTime? VendorUpdatedAt { get; set; }
    public string VulnerabilityId { get; set; }
    public List<VulnerablePackage> VulnerablePackages { get; set; } = AWSConfigs.InitializeCollections ? new List<VulnerablePackage>() : null;
}

public partial class Recommendation
{
    public string Url { get; set; }
    public string Text { get; set; }
}

public partial class Remediation
{
    public Recommendation Recommendation { get; set; }
}

public partial class ReplicationConfiguration
{
    public List<ReplicationRule> Rules { get; set; } = AWSConfigs.InitializeCollections ? new List<ReplicationRule>() : null;
}

public partial class ReplicationDestination
{
    public string Region { get; set; }
    public string RegistryId { get; set; }
}

public partial class ReplicationRule
{
    public List<ReplicationDestination> Destinations { get; set; } = AWSConfigs.InitializeCollections ? new List<ReplicationDestination>() : null;
    public List<RepositoryFilter> RepositoryFilters { get; set; } = AWSConfigs.InitializeCollections ? new List<RepositoryFilter>() : null;
}

public partial class Repository
{
    public string RepositoryArn { get; set; }
    public string RegistryId { get; set; }
    public string RepositoryName { get; set; }
    public string RepositoryUri { get; set; }
    public DateTime? CreatedAt { get; set; }
    public ImageTagMutability ImageTagMutability { get; set; }
    public List<ImageTagMutabilityExclusionFilter> ImageTagMutabilityExclusionFilters { get; set; } = AWSConfigs.InitializeCollections ? new List<ImageTagMutabilityExclusionFilter>() : null;
    public ImageScanningConfiguration ImageScanningConfiguration { get; set; }
    public EncryptionConfiguration EncryptionConfiguration { get; set; }
}

public partial class RepositoryFilter
{
    public string Filter { get; set; }
    public RepositoryFilterType FilterType { get; set; }
}

public partial class Resource
{
    public ResourceDetails Details { get; set; }
    public string Id { get; set; }
    public Dictionary<string, string> Tags { get; set; } = AWSConfigs.InitializeCollections ? new Dictionary<string, string>() : null;
    public string Type { get; set; }
}

public partial class ResourceDetails
{
    public AwsEcrContainerImageDetails AwsEcrContainerImage { get; set; }
}

public partial class ScoreDetails
{
    public CvssScoreDetails Cvss { get; set; }
}

public partial class Tag
{
    [WireName("Key")]
    public string Key { get; set; }

    [WireName("Value")]
    public string Value { get; set; }
}

public partial class TransitioningImageTotalCount
{
    public LifecyclePolicyTargetStorageClass TargetStorageClass { get; set; }
    public int? ImageTotalCount { get; set; }
}

public partial class VulnerablePackage
{
    public string Arch { get; set; }
    public int? Epoch { get; set; }
    public string FilePath { get; set; }
    public string Name { get; set; }
    public string PackageManager { get; set; }
    public string Release { get; set; }
    public string SourceLayerHash { get; set; }
    public string Version { get; set; }
    public string FixedInVersion { get; set; }
}
