using Amazon.Runtime;
using Amazon.ECR.Model;

namespace Amazon.ECR;

public partial class AmazonECRClient
{
    public virtual System.Threading.Tasks.Task<BatchCheckLayerAvailabilityResponse> BatchCheckLayerAvailabilityAsync(BatchCheckLayerAvailabilityRequest request, CancellationToken cancellationToken = default) => CallAsync<BatchCheckLayerAvailabilityResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<BatchDeleteImageResponse> BatchDeleteImageAsync(BatchDeleteImageRequest request, CancellationToken cancellationToken = default) => CallAsync<BatchDeleteImageResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<BatchGetImageResponse> BatchGetImageAsync(BatchGetImageRequest request, CancellationToken cancellationToken = default) => CallAsync<BatchGetImageResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<CompleteLayerUploadResponse> CompleteLayerUploadAsync(CompleteLayerUploadRequest request, CancellationToken cancellationToken = default) => CallAsync<CompleteLayerUploadResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<CreateRepositoryResponse> CreateRepositoryAsync(CreateRepositoryRequest request, CancellationToken cancellationToken = default) => CallAsync<CreateRepositoryResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<DeleteLifecyclePolicyResponse> DeleteLifecyclePolicyAsync(DeleteLifecyclePolicyRequest request, CancellationToken cancellationToken = default) => CallAsync<DeleteLifecyclePolicyResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<DeleteRepositoryResponse> DeleteRepositoryAsync(DeleteRepositoryRequest request, CancellationToken cancellationToken = default) => CallAsync<DeleteRepositoryResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<DeleteRepositoryPolicyResponse> DeleteRepositoryPolicyAsync(DeleteRepositoryPolicyRequest request, CancellationToken cancellationToken = default) => CallAsync<DeleteRepositoryPolicyResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<DescribeImageScanFindingsResponse> DescribeImageScanFindingsAsync(DescribeImageScanFindingsRequest request, CancellationToken cancellationToken = default) => CallAsync<DescribeImageScanFindingsResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<DescribeImagesResponse> DescribeImagesAsync(DescribeImagesRequest request, CancellationToken cancellationToken = default) => CallAsync<DescribeImagesResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<DescribeRegistryResponse> DescribeRegistryAsync(DescribeRegistryRequest request, CancellationToken cancellationToken = default) => CallAsync<DescribeRegistryResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<DescribeRepositoriesResponse> DescribeRepositoriesAsync(DescribeRepositoriesRequest request, CancellationToken cancellationToken = default) => CallAsync<DescribeRepositoriesResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<GetAuthorizationTokenResponse> GetAuthorizationTokenAsync(GetAuthorizationTokenRequest request, CancellationToken cancellationToken = default) => CallAsync<GetAuthorizationTokenResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<GetDownloadUrlForLayerResponse> GetDownloadUrlForLayerAsync(GetDownloadUrlForLayerRequest request, CancellationToken cancellationToken = default) => CallAsync<GetDownloadUrlForLayerResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<GetLifecyclePolicyResponse> GetLifecyclePolicyAsync(GetLifecyclePolicyRequest request, CancellationToken cancellationToken = default) => CallAsync<GetLifecyclePolicyResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<GetLifecyclePolicyPreviewResponse> GetLifecyclePolicyPreviewAsync(GetLifecyclePolicyPreviewRequest request, CancellationToken cancellationToken = default) => CallAsync<GetLifecyclePolicyPreviewResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<GetRepositoryPolicyResponse> GetRepositoryPolicyAsync(GetRepositoryPolicyRequest request, CancellationToken cancellationToken = default) => CallAsync<GetRepositoryPolicyResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<InitiateLayerUploadResponse> InitiateLayerUploadAsync(InitiateLayerUploadRequest request, CancellationToken cancellationToken = default) => CallAsync<InitiateLayerUploadResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<ListImagesResponse> ListImagesAsync(ListImagesRequest request, CancellationToken cancellationToken = default) => CallAsync<ListImagesResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<ListTagsForResourceResponse> ListTagsForResourceAsync(ListTagsForResourceRequest request, CancellationToken cancellationToken = default) => CallAsync<ListTagsForResourceResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<PutImageResponse> PutImageAsync(PutImageRequest request, CancellationToken cancellationToken = default) => CallAsync<PutImageResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<PutImageScanningConfigurationResponse> PutImageScanningConfigurationAsync(PutImageScanningConfigurationRequest request, CancellationToken cancellationToken = default) => CallAsync<PutImageScanningConfigurationResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<PutImageTagMutabilityResponse> PutImageTagMutabilityAsync(PutImageTagMutabilityRequest request, CancellationToken cancellationToken = default) => CallAsync<PutImageTagMutabilityResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<PutLifecyclePolicyResponse> PutLifecyclePolicyAsync(PutLifecyclePolicyRequest request, CancellationToken cancellationToken = default) => CallAsync<PutLifecyclePolicyResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<SetRepositoryPolicyResponse> SetRepositoryPolicyAsync(SetRepositoryPolicyRequest request, CancellationToken cancellationToken = default) => CallAsync<SetRepositoryPolicyResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<StartImageScanResponse> StartImageScanAsync(StartImageScanRequest request, CancellationToken cancellationToken = default) => CallAsync<StartImageScanResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<StartLifecyclePolicyPreviewResponse> StartLifecyclePolicyPreviewAsync(StartLifecyclePolicyPreviewRequest request, CancellationToken cancellationToken = default) => CallAsync<StartLifecyclePolicyPreviewResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<TagResourceResponse> TagResourceAsync(TagResourceRequest request, CancellationToken cancellationToken = default) => CallAsync<TagResourceResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<UntagResourceResponse> UntagResourceAsync(UntagResourceRequest request, CancellationToken cancellationToken = default) => CallAsync<UntagResourceResponse>(request, cancellationToken);

    public virtual System.Threading.Tasks.Task<UploadLayerPartResponse> UploadLayerPartAsync(UploadLayerPartRequest request, CancellationToken cancellationToken = default) => CallAsync<UploadLayerPartResponse>(request, cancellationToken);
}
