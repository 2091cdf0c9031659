using System.Runtime.CompilerServices;
using Amazon.Runtime;

namespace Amazon.ECR.Model;

public interface IECRPaginatorFactory
{
    IDescribeImageScanFindingsPaginator DescribeImageScanFindings(DescribeImageScanFindingsRequest request);
    IDescribeImagesPaginator DescribeImages(DescribeImagesRequest request);
    IDescribeRepositoriesPaginator DescribeRepositories(DescribeRepositoriesRequest request);
    IGetLifecyclePolicyPreviewPaginator GetLifecyclePolicyPreview(GetLifecyclePolicyPreviewRequest request);
    IListImagesPaginator ListImages(ListImagesRequest request);
}

internal sealed class ECRPaginatorFactory(IAmazonECR client) : IECRPaginatorFactory
{
    public IDescribeImageScanFindingsPaginator DescribeImageScanFindings(DescribeImageScanFindingsRequest request) => new DescribeImageScanFindingsPaginator(client, request);
    public IDescribeImagesPaginator DescribeImages(DescribeImagesRequest request) => new DescribeImagesPaginator(client, request);
    public IDescribeRepositoriesPaginator DescribeRepositories(DescribeRepositoriesRequest request) => new DescribeRepositoriesPaginator(client, request);
    public IGetLifecyclePolicyPreviewPaginator GetLifecyclePolicyPreview(GetLifecyclePolicyPreviewRequest request) => new GetLifecyclePolicyPreviewPaginator(client, request);
    public IListImagesPaginator ListImages(ListImagesRequest request) => new ListImagesPaginator(client, request);
}

public interface IDescribeImageScanFindingsPaginator
{
    IPaginatedEnumerable<DescribeImageScanFindingsResponse> Responses { get; }
}

internal sealed class DescribeImageScanFindingsPaginator(IAmazonECR client, DescribeImageScanFindingsRequest request) : IPaginator<DescribeImageScanFindingsResponse>, IDescribeImageScanFindingsPaginator
{
    public IPaginatedEnumerable<DescribeImageScanFindingsResponse> Responses => new PaginatedResponse<DescribeImageScanFindingsResponse>(this);

    async IAsyncEnumerable<DescribeImageScanFindingsResponse> IPaginator<DescribeImageScanFindingsResponse>.PaginateAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        do
        {
            var response = await client.DescribeImageScanFindingsAsync(request, cancellationToken).ConfigureAwait(false);
            request.NextToken = response.NextToken;
            yield return response;
        }
        while (!string.IsNullOrEmpty(request.NextToken));
    }
}

public interface IDescribeImagesPaginator
{
    IPaginatedEnumerable<DescribeImagesResponse> Responses { get; }

    IPaginatedEnumerable<ImageDetail> ImageDetails { get; }
}

internal sealed class DescribeImagesPaginator(IAmazonECR client, DescribeImagesRequest request) : IPaginator<DescribeImagesResponse>, IDescribeImagesPaginator
{
    public IPaginatedEnumerable<DescribeImagesResponse> Responses => new PaginatedResponse<DescribeImagesResponse>(this);

    public IPaginatedEnumerable<ImageDetail> ImageDetails => new PaginatedResultKeyResponse<DescribeImagesResponse, ImageDetail>(this, r => r.ImageDetails ?? []);

    async IAsyncEnumerable<DescribeImagesResponse> IPaginator<DescribeImagesResponse>.PaginateAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        do
        {
            var response = await client.DescribeImagesAsync(request, cancellationToken).ConfigureAwait(false);
            request.NextToken = response.NextToken;
            yield return response;
        }
        while (!string.IsNullOrEmpty(request.NextToken));
    }
}

public interface IDescribeRepositoriesPaginator
{
    IPaginatedEnumerable<DescribeRepositoriesResponse> Responses { get; }

    IPaginatedEnumerable<Repository> Repositories { get; }
}

internal sealed class DescribeRepositoriesPaginator(IAmazonECR client, DescribeRepositoriesRequest request) : IPaginator<DescribeRepositoriesResponse>, IDescribeRepositoriesPaginator
{
    public IPaginatedEnumerable<DescribeRepositoriesResponse> Responses => new PaginatedResponse<DescribeRepositoriesResponse>(this);

    public IPaginatedEnumerable<Repository> Repositories => new PaginatedResultKeyResponse<DescribeRepositoriesResponse, Repository>(this, r => r.Repositories ?? []);

    async IAsyncEnumerable<DescribeRepositoriesResponse> IPaginator<DescribeRepositoriesResponse>.PaginateAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        do
        {
            var response = await client.DescribeRepositoriesAsync(request, cancellationToken).ConfigureAwait(false);
            request.NextToken = response.NextToken;
            yield return response;
        }
        while (!string.IsNullOrEmpty(request.NextToken));
    }
}

public interface IGetLifecyclePolicyPreviewPaginator
{
    IPaginatedEnumerable<GetLifecyclePolicyPreviewResponse> Responses { get; }

    IPaginatedEnumerable<LifecyclePolicyPreviewResult> PreviewResults { get; }
}

internal sealed class GetLifecyclePolicyPreviewPaginator(IAmazonECR client, GetLifecyclePolicyPreviewRequest request) : IPaginator<GetLifecyclePolicyPreviewResponse>, IGetLifecyclePolicyPreviewPaginator
{
    public IPaginatedEnumerable<GetLifecyclePolicyPreviewResponse> Responses => new PaginatedResponse<GetLifecyclePolicyPreviewResponse>(this);

    public IPaginatedEnumerable<LifecyclePolicyPreviewResult> PreviewResults => new PaginatedResultKeyResponse<GetLifecyclePolicyPreviewResponse, LifecyclePolicyPreviewResult>(this, r => r.PreviewResults ?? []);

    async IAsyncEnumerable<GetLifecyclePolicyPreviewResponse> IPaginator<GetLifecyclePolicyPreviewResponse>.PaginateAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        do
        {
            var response = await client.GetLifecyclePolicyPreviewAsync(request, cancellationToken).ConfigureAwait(false);
            request.NextToken = response.NextToken;
            yield return response;
        }
        while (!string.IsNullOrEmpty(request.NextToken));
    }
}

public interface IListImagesPaginator
{
    IPaginatedEnumerable<ListImagesResponse> Responses { get; }

    IPaginatedEnumerable<ImageIdentifier> ImageIds { get; }
}

internal sealed class ListImagesPaginator(IAmazonECR client, ListImagesRequest request) : IPaginator<ListImagesResponse>, IListImagesPaginator
{
    public IPaginatedEnumerable<ListImagesResponse> Responses => new PaginatedResponse<ListImagesResponse>(this);

    public IPaginatedEnumerable<ImageIdentifier> ImageIds => new PaginatedResultKeyResponse<ListImagesResponse, ImageIdentifier>(this, r => r.ImageIds ?? []);

    async IAsyncEnumerable<ListImagesResponse> IPaginator<ListImagesResponse>.PaginateAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        do
        {
            var response = await client.ListImagesAsync(request, cancellationToken).ConfigureAwait(false);
            request.NextToken = response.NextToken;
            yield return response;
        }
        while (!string.IsNullOrEmpty(request.NextToken));
    }
}
