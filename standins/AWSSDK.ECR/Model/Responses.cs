using Amazon.Runtime;

namespace Amazon.ECR.Model;

public partial class GetAuthorizationTokenResponse : AmazonWebServiceResponse
{
    public List<AuthorizationData> AuthorizationData { get; set; } = AWSConfigs.InitializeCollections ? new List<AuthorizationData>() : null;
}

public partial class CreateRepositoryResponse : AmazonWebServiceResponse
{
    public Repository Repository { get; set; }
}

public partial class DescribeRepositoriesResponse : AmazonWebServiceResponse
{
    public List<Repository> Repositories { get; set; } = AWSConfigs.InitializeCollections ? new List<Repository>() : null;
    public string NextToken { get; set; }
}

public partial class DeleteRepositoryResponse : AmazonWebServiceResponse
{
    public Repository Repository { get; set; }
}

public partial class PutImageTagMutabilityResponse : AmazonWebServiceResponse
{
    public string RegistryId { get; set; }
    public string RepositoryName { get; set; }
    public ImageTagMutability ImageTagMutability { get; set; }
    public List<ImageTagMutabilityExclusionFilter> ImageTagMutabilityExclusionFilters { get; set; } = AWSConfigs.InitializeCollections ? new List<ImageTagMutabilityExclusionFilter>() : null;
}

public partial class PutImageScanningConfigurationResponse : AmazonWebServiceResponse
{
    public string RegistryId { get; set; }
    public string RepositoryName { get; set; }
    public ImageScanningConfiguration ImageScanningConfiguration { get; set; }
}

public partial class PutLifecyclePolicyResponse : AmazonWebServiceResponse
{
    public string RegistryId { get; set; }
    public string RepositoryName { get; set; }
    public string LifecyclePolicyText { get; set; }
}

public partial class GetLifecyclePolicyResponse : AmazonWebServiceResponse
{
    public string RegistryId { get; set; }
    public string RepositoryName { get; set; }
    public string LifecyclePolicyText { get; set; }
    public DateTime? LastEvaluatedAt { get; set; }
}

public partial class DeleteLifecyclePolicyResponse : AmazonWebServiceResponse
{
    public string RegistryId { get; set; }
    public string RepositoryName { get; set; }
    public string LifecyclePolicyText { get; set; }
    public DateTime? LastEvaluatedAt { get; set; }
}

public partial class StartLifecyclePolicyPreviewResponse : AmazonWebServiceResponse
{
    public string RegistryId { get; set; }
    public string RepositoryName { get; set; }
    public string LifecyclePolicyText { get; set; }
    public LifecyclePolicyPreviewStatus Status { get; set; }
}

public partial class GetLifecyclePolicyPreviewResponse : AmazonWebServiceResponse
{
    public string RegistryId { get; set; }
    public string RepositoryName { get; set; }
    public string LifecyclePolicyText { get; set; }
    public LifecyclePolicyPreviewStatus Status { get; set; }
    public string NextToken { get; set; }
    public List<LifecyclePolicyPreviewResult> PreviewResults { get; set; } = AWSConfigs.InitializeCollections ? new List<LifecyclePolicyPreviewResult>() : null;
    public LifecyclePolicyPreviewSummary Summary { get; set; }
}

public partial class DescribeImagesResponse : AmazonWebServiceResponse
{
    public List<ImageDetail> ImageDetails { get; set; } = AWSConfigs.InitializeCollections ? new List<ImageDetail>() : null;
    public string NextToken { get; set; }
}

public partial class BatchGetImageResponse : AmazonWebServiceResponse
{
    public List<Image> Images { get; set; } = AWSConfigs.InitializeCollections ? new List<Image>() : null;
    public List<ImageFailure> Failures { get; set; } = AWSConfigs.InitializeCollections ? new List<ImageFailure>() : null;
}

public partial class ListImagesResponse : AmazonWebServiceResponse
{
    public List<ImageIdentifier> ImageIds { get; set; } = AWSConfigs.InitializeCollections ? new List<ImageIdentifier>() : null;
    public string NextToken { get; set; }
}

public partial class BatchDeleteImageResponse : AmazonWebServiceResponse
{
    public List<ImageIdentifier> ImageIds { get; set; } = AWSConfigs.InitializeCollections ? new List<ImageIdentifier>() : null;
    public List<ImageFailure> Failures { get; set; } = AWSConfigs.InitializeCollections ? new List<ImageFailure>() : null;
}

public partial class PutImageResponse : AmazonWebServiceResponse
{
    public Image Image { get; set; }
}

public partial class StartImageScanResponse : AmazonWebServiceResponse
{
    public string RegistryId { get; set; }
    public string RepositoryName { get; set; }
    public ImageIdentifier ImageId { get; set; }
    public ImageScanStatus ImageScanStatus { get; set; }
}

public partial class DescribeImageScanFindingsResponse : AmazonWebServiceResponse
{
    public string RegistryId { get; set; }
    public string RepositoryName { get; set; }
    public ImageIdentifier ImageId { get; set; }
    public ImageScanStatus ImageScanStatus { get; set; }
    public ImageScanFindings ImageScanFindings { get; set; }
    public string NextToken { get; set; }
}

public partial class SetRepositoryPolicyResponse : AmazonWebServiceResponse
{
    public string RegistryId { get; set; }
    public string RepositoryName { get; set; }
    public string PolicyText { get; set; }
}

public partial class GetRepositoryPolicyResponse : AmazonWebServiceResponse
{
    public string RegistryId { get; set; }
    public string RepositoryName { get; set; }
    public string PolicyText { get; set; }
}

public partial class DeleteRepositoryPolicyResponse : AmazonWebServiceResponse
{
    public string RegistryId { get; set; }
    public string RepositoryName { get; set; }
    public string PolicyText { get; set; }
}

public partial class BatchCheckLayerAvailabilityResponse : AmazonWebServiceResponse
{
    public List<Layer> Layers { get; set; } = AWSConfigs.InitializeCollections ? new List<Layer>() : null;
    public List<LayerFailure> Failures { get; set; } = AWSConfigs.InitializeCollections ? new List<LayerFailure>() : null;
}

public partial class InitiateLayerUploadResponse : AmazonWebServiceResponse
{
    public string UploadId { get; set; }
    public long? PartSize { get; set; }
}

public partial class UploadLayerPartResponse : AmazonWebServiceResponse
{
    public string RegistryId { get; set; }
    public string RepositoryName { get; set; }
    public string UploadId { get; set; }
    public long? LastByteReceived { get; set; }
}

public partial class CompleteLayerUploadResponse : AmazonWebServiceResponse
{
    public string RegistryId { get; set; }
    public string RepositoryName { get; set; }
    public string UploadId { get; set; }
    public string LayerDigest { get; set; }
}

public partial class GetDownloadUrlForLayerResponse : AmazonWebServiceResponse
{
    public string DownloadUrl { get; set; }
    public string LayerDigest { get; set; }
}

public partial class TagResourceResponse : AmazonWebServiceResponse;

public partial class UntagResourceResponse : AmazonWebServiceResponse;

public partial class ListTagsForResourceResponse : AmazonWebServiceResponse
{
    public List<Tag> Tags { get; set; } = AWSConfigs.InitializeCollections ? new List<Tag>() : null;
}

public partial class DescribeRegistryResponse : AmazonWebServiceResponse
{
    public string RegistryId { get; set; }
    public ReplicationConfiguration ReplicationConfiguration { get; set; }
}
