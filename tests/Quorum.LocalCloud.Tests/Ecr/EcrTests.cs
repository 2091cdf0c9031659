using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.ECR;
using Amazon.ECR.Model;
using Quorum.LocalCloud.Tests.Oci;

namespace Quorum.LocalCloud.Tests.Ecr;

public sealed class EcrTests : IAsyncLifetime
{
    private const string Repository = "quorum/es";
    private RegistryHarness _harness = null!;
    private AmazonECRClient Ecr => _harness.Ecr;

    public async ValueTask InitializeAsync() => _harness = await RegistryHarness.StartAsync(Repository, r => r.ImageScanningConfiguration = new ImageScanningConfiguration { ScanOnPush = true });

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    [Fact]
    public async Task Token_FromTheApi_HasTwelveHours()
    {
        var token = (await Ecr.GetAuthorizationTokenAsync(new GetAuthorizationTokenRequest())).AuthorizationData.Single();
        Assert.StartsWith("AWS:", Encoding.UTF8.GetString(Convert.FromBase64String(token.AuthorizationToken)));
        Assert.Equal(_harness.Cloud.Url, token.ProxyEndpoint);
        Assert.InRange(token.ExpiresAt!.Value.ToUniversalTime(), DateTime.UtcNow.AddHours(11), DateTime.UtcNow.AddHours(13));
    }

    [Fact]
    public async Task Repository_CreatedWithEverySetting_IsDescribedWithThem()
    {
        await Ecr.CreateRepositoryAsync(new CreateRepositoryRequest
        {
            RepositoryName = "a/b",
            ImageTagMutability = ImageTagMutability.IMMUTABLE_WITH_EXCLUSION,
            ImageTagMutabilityExclusionFilters = [new ImageTagMutabilityExclusionFilter { FilterType = ImageTagMutabilityExclusionFilterType.WILDCARD, Filter = "dev-*" }],
            EncryptionConfiguration = new EncryptionConfiguration { EncryptionType = EncryptionType.KMS },
            Tags = [new Tag { Key = "owner", Value = "me" }],
        });
        var described = (await Ecr.DescribeRepositoriesAsync(new DescribeRepositoriesRequest { RepositoryNames = ["a/b"] })).Repositories.Single();
        Assert.Equal($"{_harness.Host}/a/b", described.RepositoryUri);
        Assert.Equal("arn:aws:ecr:eu-west-1:000000000000:repository/a/b", described.RepositoryArn);
        Assert.Equal(ImageTagMutability.IMMUTABLE_WITH_EXCLUSION, described.ImageTagMutability);
        Assert.Equal("dev-*", described.ImageTagMutabilityExclusionFilters.Single().Filter);
        Assert.Equal(EncryptionType.KMS, described.EncryptionConfiguration.EncryptionType);
        Assert.False(described.ImageScanningConfiguration.ScanOnPush);
        await Ecr.TagResourceAsync(new TagResourceRequest { ResourceArn = described.RepositoryArn, Tags = [new Tag { Key = "second", Value = "2" }] });
        await Ecr.UntagResourceAsync(new UntagResourceRequest { ResourceArn = described.RepositoryArn, TagKeys = ["owner"] });
        var tags = (await Ecr.ListTagsForResourceAsync(new ListTagsForResourceRequest { ResourceArn = described.RepositoryArn })).Tags;
        Assert.Equal(("second", "2"), (tags.Single().Key, tags.Single().Value));
    }

    [Fact]
    public async Task Repository_Errors_AreEcrs()
    {
        var exists = await Assert.ThrowsAsync<RepositoryAlreadyExistsException>(() => Ecr.CreateRepositoryAsync(new CreateRepositoryRequest { RepositoryName = Repository }));
        Assert.Equal($"The repository with name '{Repository}' already exists in the registry with id '000000000000'", exists.Message);
        await Assert.ThrowsAsync<RepositoryNotFoundException>(() => Ecr.DescribeRepositoriesAsync(new DescribeRepositoriesRequest { RepositoryNames = ["none"] }));
        await Assert.ThrowsAsync<RepositoryNotFoundException>(() => Ecr.DescribeImagesAsync(new DescribeImagesRequest { RepositoryName = "none" }));
        await Assert.ThrowsAsync<InvalidParameterException>(() => Ecr.CreateRepositoryAsync(new CreateRepositoryRequest { RepositoryName = "UPPER" }));
        await Assert.ThrowsAsync<InvalidParameterException>(() => Ecr.CreateRepositoryAsync(new CreateRepositoryRequest { RepositoryName = "x1", ImageTagMutability = ImageTagMutability.IMMUTABLE_WITH_EXCLUSION }));
        await _harness.PushImageAsync(Repository, "v1", "a");
        await Assert.ThrowsAsync<RepositoryNotEmptyException>(() => Ecr.DeleteRepositoryAsync(new DeleteRepositoryRequest { RepositoryName = Repository }));
        await Ecr.DeleteRepositoryAsync(new DeleteRepositoryRequest { RepositoryName = Repository, Force = true });
        await Assert.ThrowsAsync<RepositoryNotFoundException>(() => Ecr.DescribeImagesAsync(new DescribeImagesRequest { RepositoryName = Repository }));
    }

    [Fact]
    public async Task Repositories_ByThePaginator_ComeAll()
    {
        foreach (var name in new[] { "p1", "p2", "p3" }) await Ecr.CreateRepositoryAsync(new CreateRepositoryRequest { RepositoryName = name });
        var names = new List<string>();
        await foreach (var repository in Ecr.Paginators.DescribeRepositories(new DescribeRepositoriesRequest { MaxResults = 3 }).Repositories) names.Add(repository.RepositoryName);
        Assert.Equal(["p1", "p2", "p3", Repository], names);
    }

    [Fact]
    public async Task Images_PushedOverTheRegistry_AreDescribed()
    {
        var digest = await _harness.PushImageAsync(Repository, "v1", "a");
        await _harness.PushImageAsync(Repository, "also", "a");
        var other = await _harness.PushImageAsync(Repository, "", "b");
        var image = (await Ecr.DescribeImagesAsync(new DescribeImagesRequest { RepositoryName = Repository, ImageIds = [new ImageIdentifier { ImageTag = "v1" }] })).ImageDetails.Single();
        Assert.Equal(digest, image.ImageDigest);
        Assert.Equal(["also", "v1"], image.ImageTags);
        Assert.True(image.ImageSizeInBytes > 0);
        Assert.Equal(RegistryHarness.OciManifest, image.ImageManifestMediaType);
        Assert.Equal(ScanStatus.COMPLETE, image.ImageScanStatus.Status);
        Assert.NotNull(image.ImagePushedAt);
        var untagged = await Ecr.DescribeImagesAsync(new DescribeImagesRequest { RepositoryName = Repository, Filter = new DescribeImagesFilter { TagStatus = TagStatus.UNTAGGED } });
        Assert.Equal(other, untagged.ImageDetails.Single().ImageDigest);
        Assert.Null(untagged.ImageDetails.Single().ImageTags);
        Assert.Equal(3, (await Ecr.ListImagesAsync(new ListImagesRequest { RepositoryName = Repository })).ImageIds.Count);
        var missing = await Assert.ThrowsAsync<ImageNotFoundException>(() => Ecr.DescribeImagesAsync(new DescribeImagesRequest { RepositoryName = Repository, ImageIds = [new ImageIdentifier { ImageTag = "none" }] }));
        Assert.Contains("{imageDigest:'null', imageTag:'none'}", missing.Message);
    }

    [Fact]
    public async Task PutImage_Retag_FollowsEcrsRules()
    {
        await _harness.PushImageAsync(Repository, "v1", "a");
        var got = (await Ecr.BatchGetImageAsync(new BatchGetImageRequest { RepositoryName = Repository, ImageIds = [new ImageIdentifier { ImageTag = "v1" }, new ImageIdentifier { ImageTag = "none" }] }));
        Assert.Equal(ImageFailureCode.ImageNotFound, got.Failures.Single().FailureCode);
        var manifest = got.Images.Single().ImageManifest;
        var put = await Ecr.PutImageAsync(new PutImageRequest { RepositoryName = Repository, ImageManifest = manifest, ImageTag = "v2" });
        Assert.Equal(got.Images[0].ImageId.ImageDigest, put.Image.ImageId.ImageDigest);
        await Assert.ThrowsAsync<ImageAlreadyExistsException>(() => Ecr.PutImageAsync(new PutImageRequest { RepositoryName = Repository, ImageManifest = manifest, ImageTag = "v2" }));
        await Ecr.PutImageTagMutabilityAsync(new PutImageTagMutabilityRequest { RepositoryName = Repository, ImageTagMutability = ImageTagMutability.IMMUTABLE });
        await _harness.PushImageAsync(Repository, "other", "b");
        await Assert.ThrowsAsync<ImageTagAlreadyExistsException>(() => Ecr.PutImageAsync(new PutImageRequest { RepositoryName = Repository, ImageManifest = manifest, ImageTag = "other" }));
        await Assert.ThrowsAsync<LayersNotFoundException>(() => Ecr.PutImageAsync(new PutImageRequest { RepositoryName = Repository, ImageTag = "x", ImageManifest = manifest.Replace(manifest.Split("sha256:")[2][..8], "00000000", StringComparison.Ordinal) }));
    }

    [Fact]
    public async Task Delete_LastTag_DeletesTheImage()
    {
        var digest = await _harness.PushImageAsync(Repository, "v1", "a");
        await _harness.PushImageAsync(Repository, "v2", "a");
        await DeleteAsync("v1");
        Assert.Equal(["v2"], (await Ecr.DescribeImagesAsync(new DescribeImagesRequest { RepositoryName = Repository })).ImageDetails.Single().ImageTags);
        await DeleteAsync("v2");
        var answer = await Ecr.BatchDeleteImageAsync(new BatchDeleteImageRequest { RepositoryName = Repository, ImageIds = [new ImageIdentifier { ImageDigest = digest }] });
        Assert.Equal(ImageFailureCode.ImageNotFound, answer.Failures.Single().FailureCode);
        Task DeleteAsync(string tag) => Ecr.BatchDeleteImageAsync(new BatchDeleteImageRequest { RepositoryName = Repository, ImageIds = [new ImageIdentifier { ImageTag = tag }] });
    }

    [Fact]
    public async Task Layers_ByTheApi_AreUploadedInPartsAndDownloaded()
    {
        var content = new byte[(5 << 20) + 7];
        new Random(2).NextBytes(content);
        var digest = RegistryHarness.DigestOf(content);
        var upload = await Ecr.InitiateLayerUploadAsync(new InitiateLayerUploadRequest { RepositoryName = Repository });
        await PartAsync(0, content[..(5 << 20)]);
        await Assert.ThrowsAsync<InvalidLayerPartException>(() => PartAsync(3, [1]));
        await PartAsync(5 << 20, content[(5 << 20)..]);
        var done = await Ecr.CompleteLayerUploadAsync(new CompleteLayerUploadRequest { RepositoryName = Repository, UploadId = upload.UploadId, LayerDigests = [digest] });
        Assert.Equal(digest, done.LayerDigest);
        var available = (await Ecr.BatchCheckLayerAvailabilityAsync(new BatchCheckLayerAvailabilityRequest { RepositoryName = Repository, LayerDigests = [digest, RegistryHarness.DigestOf([1])] })).Layers;
        Assert.Equal([LayerAvailability.AVAILABLE, LayerAvailability.UNAVAILABLE], available.Select(l => l.LayerAvailability));
        var url = (await Ecr.GetDownloadUrlForLayerAsync(new GetDownloadUrlForLayerRequest { RepositoryName = Repository, LayerDigest = digest })).DownloadUrl;
        using var anyone = new HttpClient();
        Assert.Equal(content, await anyone.GetByteArrayAsync(url));
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, (await anyone.GetAsync(url[..^3] + "abc")).StatusCode);
        Task PartAsync(long first, byte[] part) => Ecr.UploadLayerPartAsync(new UploadLayerPartRequest
        {
            RepositoryName = Repository, UploadId = upload.UploadId, PartFirstByte = first, PartLastByte = first + part.Length - 1, LayerPartBlob = new MemoryStream(part),
        });
    }

    [Fact]
    public async Task Layer_WrongOrEmpty_IsRefused()
    {
        var upload = await Ecr.InitiateLayerUploadAsync(new InitiateLayerUploadRequest { RepositoryName = Repository });
        var complete = new CompleteLayerUploadRequest { RepositoryName = Repository, UploadId = upload.UploadId, LayerDigests = [RegistryHarness.DigestOf([9])] };
        await Assert.ThrowsAsync<EmptyUploadException>(() => Ecr.CompleteLayerUploadAsync(complete));
        await Ecr.UploadLayerPartAsync(new UploadLayerPartRequest { RepositoryName = Repository, UploadId = upload.UploadId, PartFirstByte = 0, PartLastByte = 0, LayerPartBlob = new MemoryStream([1]) });
        await Assert.ThrowsAsync<InvalidLayerException>(() => Ecr.CompleteLayerUploadAsync(complete));
        await Assert.ThrowsAsync<UploadNotFoundException>(() => Ecr.CompleteLayerUploadAsync(complete));
    }

    [Fact]
    public async Task Scan_PlannedFindings_AreGivenOncePushed()
    {
        var plan = new JsonObject { ["repository"] = Repository, ["findings"] = new JsonArray(new JsonObject { ["name"] = "CVE-1", ["severity"] = "CRITICAL", ["description"] = "bad" }) };
        (await _harness.Cloud.Http.PostAsJsonAsync("/_quorum/scan", plan)).EnsureSuccessStatusCode();
        var digest = await _harness.PushImageAsync(Repository, "v1", "a");
        var findings = await Ecr.DescribeImageScanFindingsAsync(new DescribeImageScanFindingsRequest { RepositoryName = Repository, ImageId = new ImageIdentifier { ImageDigest = digest } });
        Assert.Equal(1, findings.ImageScanFindings.FindingSeverityCounts["CRITICAL"]);
        Assert.Equal(FindingSeverity.CRITICAL, findings.ImageScanFindings.Findings.Single().Severity);
        await Assert.ThrowsAsync<LimitExceededException>(() => Ecr.StartImageScanAsync(new StartImageScanRequest { RepositoryName = Repository, ImageId = new ImageIdentifier { ImageTag = "v1" } }));
        var bad = await _harness.Cloud.Http.PostAsJsonAsync("/_quorum/scan", new JsonObject { ["status"] = "MAYBE" });
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, bad.StatusCode);
    }

    [Fact]
    public async Task Scan_NotOnPush_IsFoundAfterItWasStarted()
    {
        await Ecr.PutImageScanningConfigurationAsync(new PutImageScanningConfigurationRequest { RepositoryName = Repository, ImageScanningConfiguration = new ImageScanningConfiguration { ScanOnPush = false } });
        await _harness.PushImageAsync(Repository, "v1", "a");
        var id = new ImageIdentifier { ImageTag = "v1" };
        await Assert.ThrowsAsync<ScanNotFoundException>(() => Ecr.DescribeImageScanFindingsAsync(new DescribeImageScanFindingsRequest { RepositoryName = Repository, ImageId = id }));
        await Ecr.StartImageScanAsync(new StartImageScanRequest { RepositoryName = Repository, ImageId = id });
        Assert.Equal(ScanStatus.COMPLETE, (await Ecr.DescribeImageScanFindingsAsync(new DescribeImageScanFindingsRequest { RepositoryName = Repository, ImageId = id })).ImageScanStatus.Status);
    }

    [Fact]
    public async Task Lifecycle_KeepTwo_PreviewsAndExpiresTheOldest()
    {
        var policy = """{"rules":[{"rulePriority":1,"selection":{"tagStatus":"tagged","tagPrefixList":["sha256-"],"countType":"imageCountMoreThan","countNumber":2},"action":{"type":"expire"}}]}""";
        var oldest = await _harness.PushImageAsync(Repository, "sha256-1", "1");
        await _harness.PushImageAsync(Repository, "keep", "k");
        await _harness.PushImageAsync(Repository, "sha256-2", "2");
        await _harness.PushImageAsync(Repository, "sha256-3", "3");
        await Assert.ThrowsAsync<LifecyclePolicyNotFoundException>(() => Ecr.GetLifecyclePolicyAsync(new GetLifecyclePolicyRequest { RepositoryName = Repository }));
        await Ecr.PutLifecyclePolicyAsync(new PutLifecyclePolicyRequest { RepositoryName = Repository, LifecyclePolicyText = policy });
        Assert.Equal(policy, (await Ecr.GetLifecyclePolicyAsync(new GetLifecyclePolicyRequest { RepositoryName = Repository })).LifecyclePolicyText);
        await Ecr.StartLifecyclePolicyPreviewAsync(new StartLifecyclePolicyPreviewRequest { RepositoryName = Repository });
        var preview = await Ecr.GetLifecyclePolicyPreviewAsync(new GetLifecyclePolicyPreviewRequest { RepositoryName = Repository });
        Assert.Equal(oldest, preview.PreviewResults.Single().ImageDigest);
        (await _harness.Cloud.Http.PostAsync("/_quorum/lifecycle", null)).EnsureSuccessStatusCode();
        Assert.Equal(3, (await Ecr.DescribeImagesAsync(new DescribeImagesRequest { RepositoryName = Repository })).ImageDetails.Count);
    }

    [Theory]
    [InlineData("{}", "rules")]
    [InlineData("""{"rules":[{"rulePriority":1,"selection":{"tagStatus":"tagged","countType":"imageCountMoreThan","countNumber":2},"action":{"type":"expire"}}]}""", "tagPrefixList")]
    [InlineData("""{"rules":[{"rulePriority":1,"selection":{"tagStatus":"any","countType":"sinceImagePushed","countNumber":2},"action":{"type":"expire"}}]}""", "countUnit")]
    [InlineData("""{"rules":[{"rulePriority":1,"selection":{"tagStatus":"any","countType":"imageCountMoreThan","countNumber":2},"action":{"type":"expire"}},{"rulePriority":2,"selection":{"tagStatus":"untagged","countType":"imageCountMoreThan","countNumber":2},"action":{"type":"expire"}}]}""", "highest rulePriority")]
    public async Task Lifecycle_WrongPolicy_IsRefusedWithTheReason(string policy, string reason)
    {
        var e = await Assert.ThrowsAsync<InvalidParameterException>(() => Ecr.PutLifecyclePolicyAsync(new PutLifecyclePolicyRequest { RepositoryName = Repository, LifecyclePolicyText = policy }));
        Assert.Contains(reason, e.Message);
    }

    [Fact]
    public async Task Policy_SetGetDelete_RoundTrips()
    {
        var text = """{"Version":"2012-10-17","Statement":[]}""";
        await Assert.ThrowsAsync<RepositoryPolicyNotFoundException>(() => Ecr.GetRepositoryPolicyAsync(new GetRepositoryPolicyRequest { RepositoryName = Repository }));
        await Ecr.SetRepositoryPolicyAsync(new SetRepositoryPolicyRequest { RepositoryName = Repository, PolicyText = text });
        Assert.Equal(text, (await Ecr.GetRepositoryPolicyAsync(new GetRepositoryPolicyRequest { RepositoryName = Repository })).PolicyText);
        await Assert.ThrowsAsync<InvalidParameterException>(() => Ecr.SetRepositoryPolicyAsync(new SetRepositoryPolicyRequest { RepositoryName = Repository, PolicyText = "no" }));
    }
}
