using Amazon;
using Amazon.ECR;
using Amazon.ECR.Model;
using Quorum.Pipeline;

namespace Quorum.Tests.Registry;

/// <summary>The answers of ECR that a test scripts; whatever it did not script would go to a closed port.</summary>
internal sealed class FakeEcr() : AmazonECRClient("id", "key", new AmazonECRConfig { ServiceURL = "http://127.0.0.1:1", AuthenticationRegion = RegionEndpoint.USEast1.SystemName, MaxErrorRetry = 0 })
{
    public Func<GetAuthorizationTokenResponse>? Token { get; init; }

    public Func<DescribeImageScanFindingsRequest, DescribeImageScanFindingsResponse>? Scan { get; init; }

    public Func<DescribeImagesRequest, DescribeImagesResponse>? Images { get; init; }

    public override Task<GetAuthorizationTokenResponse> GetAuthorizationTokenAsync(GetAuthorizationTokenRequest request, CancellationToken cancellationToken = default) =>
        Token is null ? base.GetAuthorizationTokenAsync(request, cancellationToken) : Task.FromResult(Token());

    public override Task<DescribeImageScanFindingsResponse> DescribeImageScanFindingsAsync(DescribeImageScanFindingsRequest request, CancellationToken cancellationToken = default) =>
        Scan is null ? base.DescribeImageScanFindingsAsync(request, cancellationToken) : Task.FromResult(Scan(request));

    public override Task<DescribeImagesResponse> DescribeImagesAsync(DescribeImagesRequest request, CancellationToken cancellationToken = default) =>
        Images is null ? base.DescribeImagesAsync(request, cancellationToken) : Task.FromResult(Images(request));
}

/// <summary>A clock that only waits move.</summary>
internal sealed class StepClock : IClock
{
    public DateTimeOffset Now { get; set; } = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    public Task Delay(TimeSpan time, CancellationToken cancellation)
    {
        Now += time;
        return Task.CompletedTask;
    }
}
