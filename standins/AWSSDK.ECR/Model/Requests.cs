namespace Amazon.ECR.Model;

public partial class GetAuthorizationTokenRequest : AmazonECRRequest
{
    public List<string> RegistryIds { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
}

public partial class CreateRepositoryRequest : AmazonECRRequest
{
    public string RegistryId { get; set; }
    public string RepositoryName { get; set; }
    public List<Tag> Tags { get; set; } = AWSConfigs.InitializeCollections ? new List<Tag>() : null;
    public ImageTagMutability ImageTagMutability { get; set; }
    public List<ImageTagMutabilityExclusionFilter> ImageTagMutabilityExclusionFilters { get; set; } = AWSConfigs.InitializeCollections ? new List<ImageTagMutabilityExclusionFilter>() : null;
    public ImageScanningConfiguration ImageScanningConfiguration { get; set; }
    public EncryptionConfiguration EncryptionConfiguration { get; set; }
}

public partial class DescribeRepositoriesRequest : AmazonECRRequest
{
    public string RegistryId { get; set; }
    public List<string> RepositoryNames { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
    public string NextToken { get; set; }
    public int? MaxResults { get; set; }
}

public partial class DeleteRepositoryRequest : AmazonECRRequest
{
    public string RegistryId { get; set; }
    public string RepositoryName { get; set; }
    public bool? Force { get; set; }
}

public partial class PutImageTagMutabilityRequest : AmazonECRRequest
{
    public string RegistryId { get; set; }
    public string RepositoryName { get; set; }
    public ImageTagMutability ImageTagMutability { get; set; }
    public List<ImageTagMutabilityExclusionFilter> ImageTagMutabilityExclusionFilters { get; set; } = AWSConfigs.InitializeCollections ? new List<ImageTagMutabilityExclusionFilter>() : null;
}

public partial class PutImageScanningConfigurationRequest : AmazonECRRequest
{
    public string RegistryId { get; set; }
    public string RepositoryName { get; set; }
    public ImageScanningConfiguration ImageScanningConfiguration { get; set; }
}

public partial class PutLifecyclePolicyRequest : AmazonECRRequest
{
    public string RegistryId { get; set; }
    public string RepositoryName { get; set; }
    public string LifecyclePolicyText { get; set; }
}

public partial class GetLifecyclePolicyRequest : AmazonECRRequest
{
    public string RegistryId { get; set; }
    public string RepositoryName { get; set; }
}

public partial class DeleteLifecyclePolicyRequest : AmazonECRRequest
{
    public string RegistryId { get; set; }
    public string RepositoryName { get; set; }
}

public partial class StartLifecyclePolicyPreviewRequest : AmazonECRRequest
{
    public string RegistryId { get; set; }
    public string RepositoryName { get; set; }
    public string LifecyclePolicyText { get; set; }
}

public partial class GetLifecyclePolicyPreviewRequest : AmazonECRRequest
{
    public string RegistryId { get; set; }
    public string RepositoryName { get; set; }
    public List<ImageIdentifier> ImageIds { get; set; } = AWSConfigs.InitializeCollections ? new List<ImageIdentifier>() : null;
    public string NextToken { get; set; }
    public int? MaxResults { get; set; }
    public LifecyclePolicyPreviewFilter Filter { get; set; }
}

public partial class DescribeImagesRequest : AmazonECRRequest
{
    public string RegistryId { get; set; }
    public string RepositoryName { get; set; }
    public List<ImageIdentifier> ImageIds { get; set; } = AWSConfigs.InitializeCollections ? new List<ImageIdentifier>() : null;
    public string NextToken { get; set; }
    public int? MaxResults { get; set; }
    public DescribeImagesFilter Filter { get; set; }
}

public partial class BatchGetImageRequest : AmazonECRRequest
{
    public string RegistryId { get; set; }
    public string RepositoryName { get; set; }
    public List<ImageIdentifier> ImageIds { get; set; } = AWSConfigs.InitializeCollections ? new List<ImageIdentifier>() : null;
    public List<string> AcceptedMediaTypes { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
}

public partial class ListImagesRequest : AmazonECRRequest
{
    public string RegistryId { get; set; }
    public string RepositoryName { get; set; }
    public string NextToken { get; set; }
    public int? MaxResults { get; set; }
    public ListImagesFilter Filter { get; set; }
}

public partial class BatchDeleteImageRequest : AmazonECRRequest
{
    public string RegistryId { get; set; }
    public string RepositoryName { get; set; }
    public List<ImageIdentifier> ImageIds { get; set; } = AWSConfigs.InitializeCollections ? new List<ImageIdentifier>() : null;
}

public partial class PutImageRequest : AmazonECRRequest
{
    public string RegistryId { get; set; }
    public string RepositoryName { get; set; }
    public string ImageManifest { get; set; }
    public string ImageManifestMediaType { get; set; }
    public string ImageTag { get; set; }
    public string ImageDigest { get; set; }
}

public partial class StartImageScanRequest : AmazonECRRequest
{
    public string RegistryId { get; set; }
    public string RepositoryName { get; set; }
    public ImageIdentifier ImageId { get; set; }
}

public partial class DescribeImageScanFindingsRequest : AmazonECRRequest
{
    public string RegistryId { get; set; }
    public string RepositoryName { get; set; }
    public ImageIdentifier ImageId { get; set; }
    public string NextToken { get; set; }
    public int? MaxResults { get; set; }
}

public partial class SetRepositoryPolicyRequest : AmazonECRRequest
{
    public string RegistryId { get; set; }
    public string RepositoryName { get; set; }
    public string PolicyText { get; set; }
    public bool? Force { get; set; }
}

public partial class GetRepositoryPolicyRequest : AmazonECRRequest
{
    public string RegistryId { get; set; }
    public string RepositoryName { get; set; }
}

public partial class DeleteRepositoryPolicyRequest : AmazonECRRequest
{
    public string RegistryId { get; set; }
    public string RepositoryName { get; set; }
}

public partial class BatchCheckLayerAvailabilityRequest : AmazonECRRequest
{
    public string RegistryId { get; set; }
    public string RepositoryName { get; set; }
    public List<string> LayerDigests { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
}

public partial class InitiateLayerUploadRequest : AmazonECRRequest
{
    public string RegistryId { get; set; }
    public string RepositoryName { get; set; }
}

public partial class UploadLayerPartRequest : AmazonECRRequest
{
    public string RegistryId { get; set; }
    public string RepositoryName { get; set; }
    public string UploadId { get; set; }
    public long? PartFirstByte { get; set; }
    public long? PartLastByte { get; set; }
    public MemoryStream LayerPartBlob { get; set; }
}

public partial class CompleteLayerUploadRequest : AmazonECRRequest
{
    public string RegistryId { get; set; }
    public string RepositoryName { get; set; }
    public string UploadId { get; set; }
    public List<string> LayerDigests { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
}

public partial class GetDownloadUrlForLayerRequest : AmazonECRRequest
{
    public string RegistryId { get; set; }
    public string RepositoryName { get; set; }
    public string LayerDigest { get; set; }
}

public partial class TagResourceRequest : AmazonECRRequest
{
    public string ResourceArn { get; set; }
    public List<Tag> Tags { get; set; } = AWSConfigs.InitializeCollections ? new List<Tag>() : null;
}

public partial class UntagResourceRequest : AmazonECRRequest
{
    public string ResourceArn { get; set; }
    public List<string> TagKeys { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;
}

public partial class ListTagsForResourceRequest : AmazonECRRequest
{
    public string ResourceArn { get; set; }
}

public partial class DescribeRegistryRequest : AmazonECRRequest;
