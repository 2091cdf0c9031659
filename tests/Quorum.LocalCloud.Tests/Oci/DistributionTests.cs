using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.ECR;
using Amazon.ECR.Model;

namespace Quorum.LocalCloud.Tests.Oci;

public sealed class DistributionTests : IAsyncLifetime
{
    private const string Repository = "team/app";
    private RegistryHarness _harness = null!;
    private HttpClient Http => _harness.Http;

    public async ValueTask InitializeAsync() => _harness = await RegistryHarness.StartAsync(Repository);

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    [Fact]
    public async Task Base_WithoutLogin_AsksForBasic()
    {
        using var answer = await _harness.Cloud.Http.GetAsync("/v2/");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("Basic", answer.Headers.WwwAuthenticate.Single().Scheme);
        Assert.Equal("UNAUTHORIZED", (await RegistryHarness.ErrorAsync(answer)).Code);
        Assert.Equal(HttpStatusCode.OK, (await Http.GetAsync("/v2/")).StatusCode);
    }

    [Fact]
    public async Task Upload_InChunks_IsTheWholeBlob()
    {
        var content = Random(300_000);
        var digest = RegistryHarness.DigestOf(content);
        var location = await StartAsync();
        await PatchAsync(location, content[..100_000], "0-99999", HttpStatusCode.Accepted);
        await PatchAsync(location, content[100_000..200_000], "100000-199999", HttpStatusCode.Accepted);
        using var state = await Http.GetAsync(location);
        Assert.Equal(HttpStatusCode.NoContent, state.StatusCode);
        Assert.Equal("0-199999", state.Headers.GetValues("Range").Single());
        using var finished = await Http.PutAsync($"{location}?digest={digest}", new ByteArrayContent(content[200_000..]));
        Assert.Equal(HttpStatusCode.Created, finished.StatusCode);
        Assert.Equal(digest, finished.Headers.GetValues("Docker-Content-Digest").Single());
        Assert.Equal(content, await Http.GetByteArrayAsync($"/v2/{Repository}/blobs/{digest}"));
    }

    [Fact]
    public async Task Upload_ChunkOutOfOrder_IsRefusedAndTheUploadGoesOn()
    {
        var location = await StartAsync();
        await PatchAsync(location, [1, 2, 3], "0-2", HttpStatusCode.Accepted);
        await PatchAsync(location, [9], "7-7", HttpStatusCode.RequestedRangeNotSatisfiable);
        await PatchAsync(location, [4], "3-3", HttpStatusCode.Accepted);
        using var finished = await Http.PutAsync($"{location}?digest={RegistryHarness.DigestOf([1, 2, 3, 4])}", null);
        Assert.Equal(HttpStatusCode.Created, finished.StatusCode);
    }

    [Fact]
    public async Task Upload_CutByARestart_GoesOnWhereItEnded()
    {
        var location = await StartAsync();
        await PatchAsync(location, [1, 2, 3], "0-2", HttpStatusCode.Accepted);
        await _harness.RestartAsync();
        await PatchAsync(location, [4], "3-3", HttpStatusCode.Accepted);
        using var finished = await Http.PutAsync($"{location}?digest={RegistryHarness.DigestOf([1, 2, 3, 4])}", null);
        Assert.Equal(HttpStatusCode.Created, finished.StatusCode);
    }

    [Fact]
    public async Task Upload_OtherDigestThanStated_LeavesNothing()
    {
        var wrong = RegistryHarness.DigestOf([1]);
        using var answer = await Http.PostAsync($"/v2/{Repository}/blobs/uploads/?digest={wrong}", new ByteArrayContent([2]));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("DIGEST_INVALID", (await RegistryHarness.ErrorAsync(answer)).Code);
        Assert.Equal(HttpStatusCode.NotFound, await HeadAsync($"/v2/{Repository}/blobs/{wrong}"));
        Assert.Empty(Directory.GetFiles(Path.Combine(_harness.Cloud.Folder, "blobs", "uploads")));
    }

    [Fact]
    public async Task Upload_Cancelled_IsUnknownAfterwards()
    {
        var location = await StartAsync();
        Assert.Equal(HttpStatusCode.NoContent, (await Http.DeleteAsync(location)).StatusCode);
        using var answer = await Http.GetAsync(location);
        Assert.Equal("BLOB_UPLOAD_UNKNOWN", (await RegistryHarness.ErrorAsync(answer)).Code);
    }

    [Fact]
    public async Task Upload_OfAnotherRepository_IsUnknown()
    {
        await _harness.Ecr.CreateRepositoryAsync(new CreateRepositoryRequest { RepositoryName = "other" });
        var location = (await StartAsync()).Replace(Repository, "other", StringComparison.Ordinal);
        using var answer = await Http.GetAsync(location);
        Assert.Equal("BLOB_UPLOAD_UNKNOWN", (await RegistryHarness.ErrorAsync(answer)).Code);
    }

    [Fact]
    public async Task Blob_OfAnotherRepository_IsSeenOnlyAfterAMount()
    {
        await _harness.Ecr.CreateRepositoryAsync(new CreateRepositoryRequest { RepositoryName = "other" });
        var digest = await _harness.PushBlobAsync(Repository, [1, 2]);
        Assert.Equal(HttpStatusCode.NotFound, await HeadAsync($"/v2/other/blobs/{digest}"));
        using var declined = await Http.PostAsync($"/v2/other/blobs/uploads/?mount={digest}&from=nowhere", null);
        Assert.Equal(HttpStatusCode.Accepted, declined.StatusCode);
        using var mounted = await Http.PostAsync($"/v2/other/blobs/uploads/?mount={digest}&from={Repository}", null);
        Assert.Equal(HttpStatusCode.Created, mounted.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await HeadAsync($"/v2/other/blobs/{digest}"));
    }

    [Fact]
    public async Task Blob_Range_GivesThatPart()
    {
        var digest = await _harness.PushBlobAsync(Repository, [0, 1, 2, 3, 4, 5]);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v2/{Repository}/blobs/{digest}");
        request.Headers.Range = new RangeHeaderValue(2, 3);
        using var answer = await Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal([2, 3], await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal(digest, answer.Headers.GetValues("Docker-Content-Digest").Single());
    }

    [Fact]
    public async Task Manifest_BlobMissing_IsRefused()
    {
        var manifest = JsonNode.Parse(await _harness.ManifestAsync(Repository, "a"))!;
        manifest["layers"]!.AsArray().Add(RegistryHarness.Descriptor("application/octet-stream", RegistryHarness.DigestOf([7, 7]), 2));
        using var answer = await _harness.PutManifestAsync(Repository, "v1", Encoding.UTF8.GetBytes(manifest.ToJsonString()), RegistryHarness.OciManifest);
        Assert.Equal("MANIFEST_BLOB_UNKNOWN", (await RegistryHarness.ErrorAsync(answer)).Code);
        Assert.Equal(HttpStatusCode.NotFound, await HeadAsync($"/v2/{Repository}/manifests/v1"));
    }

    [Theory]
    [InlineData("not json", "MANIFEST_INVALID")]
    [InlineData("{\"schemaVersion\":1}", "MANIFEST_INVALID")]
    [InlineData("{\"schemaVersion\":2,\"layers\":[]}", "MANIFEST_INVALID")]
    [InlineData("{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"manifests\":[]}", "MANIFEST_INVALID")]
    [InlineData("{\"schemaVersion\":2,\"config\":{\"mediaType\":\"x\",\"digest\":\"md5:1\",\"size\":1},\"layers\":[]}", "MANIFEST_INVALID")]
    public async Task Manifest_Malformed_IsRefused(string text, string code)
    {
        using var answer = await _harness.PutManifestAsync(Repository, "v1", Encoding.UTF8.GetBytes(text), RegistryHarness.OciManifest);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(code, (await RegistryHarness.ErrorAsync(answer)).Code);
    }

    [Fact]
    public async Task Manifest_TooLarge_IsRefused()
    {
        using var answer = await _harness.PutManifestAsync(Repository, "v1", new byte[(4 << 20) + 1], RegistryHarness.OciManifest);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task Manifest_ByTagAndDigest_IsByteForByteWhatWasPut()
    {
        var manifest = await _harness.ManifestAsync(Repository, "a");
        using var put = await _harness.PutManifestAsync(Repository, "v1", manifest, RegistryHarness.OciManifest);
        var digest = put.Headers.GetValues("Docker-Content-Digest").Single();
        foreach (var reference in new[] { "v1", digest })
        {
            using var answer = await Http.GetAsync($"/v2/{Repository}/manifests/{reference}");
            Assert.Equal(RegistryHarness.OciManifest, answer.Content.Headers.ContentType!.MediaType);
            Assert.Equal(manifest, await answer.Content.ReadAsByteArrayAsync());
        }
        using var wrong = await _harness.PutManifestAsync(Repository, RegistryHarness.DigestOf([1]), manifest, RegistryHarness.OciManifest);
        Assert.Equal("DIGEST_INVALID", (await RegistryHarness.ErrorAsync(wrong)).Code);
    }

    [Fact]
    public async Task Index_OfKnownManifests_IsTakenAndOfUnknownRefused()
    {
        var manifest = await _harness.ManifestAsync(Repository, "a");
        using var put = await _harness.PutManifestAsync(Repository, RegistryHarness.DigestOf(manifest), manifest, RegistryHarness.OciManifest);
        Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        byte[] Index(string digest, long size) => Encoding.UTF8.GetBytes(new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = RegistryHarness.OciIndex,
            ["manifests"] = new JsonArray(RegistryHarness.Descriptor(RegistryHarness.OciManifest, digest, size)),
        }.ToJsonString());
        using var refused = await _harness.PutManifestAsync(Repository, "multi", Index(RegistryHarness.DigestOf([5]), 1), RegistryHarness.OciIndex);
        Assert.Equal("MANIFEST_BLOB_UNKNOWN", (await RegistryHarness.ErrorAsync(refused)).Code);
        using var taken = await _harness.PutManifestAsync(Repository, "multi", Index(RegistryHarness.DigestOf(manifest), manifest.Length), RegistryHarness.OciIndex);
        Assert.Equal(HttpStatusCode.Created, taken.StatusCode);
        var failures = (await _harness.Ecr.BatchDeleteImageAsync(new BatchDeleteImageRequest { RepositoryName = Repository, ImageIds = [new ImageIdentifier { ImageDigest = RegistryHarness.DigestOf(manifest) }] })).Failures;
        Assert.Equal(ImageFailureCode.ImageReferencedByManifestList, failures.Single().FailureCode);
    }

    [Fact]
    public async Task Tags_InPages_ComeSortedAndWhole()
    {
        foreach (var tag in new[] { "b", "a", "d", "c" }) await _harness.PushImageAsync(Repository, tag, tag);
        using var first = await Http.GetAsync($"/v2/{Repository}/tags/list?n=3");
        Assert.Equal(["a", "b", "c"], Tags(await first.Content.ReadAsStringAsync()));
        var next = first.Headers.GetValues("Link").Single().Split('<', '>')[1];
        using var second = await Http.GetAsync(next);
        Assert.Equal(["d"], Tags(await second.Content.ReadAsStringAsync()));
        Assert.False(second.Headers.Contains("Link"));
        static string[] Tags(string json) => [.. JsonNode.Parse(json)!["tags"]!.AsArray().Select(t => t!.GetValue<string>())];
    }

    [Fact]
    public async Task Referrers_OfASubject_AreListedByArtifactType()
    {
        var image = await _harness.ManifestAsync(Repository, "a");
        using var put = await _harness.PutManifestAsync(Repository, "v1", image, RegistryHarness.OciManifest);
        var subject = RegistryHarness.Descriptor(RegistryHarness.OciManifest, RegistryHarness.DigestOf(image), image.Length);
        var sbom = await _harness.PushImageAsync(Repository, "", "sbom", (JsonObject)subject.DeepClone(), "application/spdx+json");
        await _harness.PushImageAsync(Repository, "", "signature", subject, "application/signature");
        using var all = await Http.GetAsync($"/v2/{Repository}/referrers/{RegistryHarness.DigestOf(image)}");
        Assert.Equal(RegistryHarness.OciIndex, all.Content.Headers.ContentType!.MediaType);
        Assert.Equal(2, JsonNode.Parse(await all.Content.ReadAsStringAsync())!["manifests"]!.AsArray().Count);
        using var filtered = await Http.GetAsync($"/v2/{Repository}/referrers/{RegistryHarness.DigestOf(image)}?artifactType=application/spdx%2Bjson");
        var found = JsonNode.Parse(await filtered.Content.ReadAsStringAsync())!["manifests"]!.AsArray().Single()!;
        Assert.Equal(sbom, found["digest"]!.GetValue<string>());
        Assert.Equal("artifactType", filtered.Headers.GetValues("OCI-Filters-Applied").Single());
    }

    [Fact]
    public async Task Tag_InAnImmutableRepository_IsNeverOverwrittenNotEvenByItself()
    {
        await _harness.Ecr.PutImageTagMutabilityAsync(new PutImageTagMutabilityRequest
        {
            RepositoryName = Repository,
            ImageTagMutability = ImageTagMutability.IMMUTABLE_WITH_EXCLUSION,
            ImageTagMutabilityExclusionFilters = [new ImageTagMutabilityExclusionFilter { FilterType = ImageTagMutabilityExclusionFilterType.WILDCARD, Filter = "moving-*" }],
        });
        await _harness.PushImageAsync(Repository, "v1", "a");
        await _harness.PushImageAsync(Repository, "moving-x", "a");
        foreach (var seed in new[] { "a", "b" })
        {
            using var answer = await _harness.PutManifestAsync(Repository, "v1", await _harness.ManifestAsync(Repository, seed), RegistryHarness.OciManifest);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Equal(("TAG_INVALID", $"The image tag 'v1' already exists in the '{Repository}' repository and cannot be overwritten because the repository is immutable."),
                await RegistryHarness.ErrorAsync(answer));
        }
        await _harness.PushImageAsync(Repository, "moving-x", "b");
    }

    [Theory]
    [InlineData("/v2/missing/tags/list", "NAME_UNKNOWN")]
    [InlineData("/v2/UPPER/tags/list", "NAME_INVALID")]
    [InlineData("/v2/team/app/manifests/none", "MANIFEST_UNKNOWN")]
    [InlineData("/v2/team/app/blobs/sha256:xyz", "DIGEST_INVALID")]
    [InlineData("/v2/team/app/blobs/uploads/..%2f..%2fescape", "BLOB_UPLOAD_UNKNOWN")]
    [InlineData("/v2/team/app/tags/list?n=x", "PAGINATION_NUMBER_INVALID")]
    public async Task Get_OfSomethingWrong_NamesTheError(string path, string code)
    {
        using var answer = await Http.GetAsync(path);
        Assert.Equal(code, (await RegistryHarness.ErrorAsync(answer)).Code);
    }

    [Fact]
    public async Task Delete_OfAManifest_IsRefusedAsEcrDoes()
    {
        var digest = await _harness.PushImageAsync(Repository, "v1", "a");
        using var answer = await Http.DeleteAsync($"/v2/{Repository}/manifests/{digest}");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal("UNSUPPORTED", (await RegistryHarness.ErrorAsync(answer)).Code);
    }

    [Fact]
    public async Task Restart_KeepsImagesAndTheLogin()
    {
        var digest = await _harness.PushImageAsync(Repository, "v1", "a");
        var password = Http.DefaultRequestHeaders.Authorization;
        await _harness.RestartAsync();
        Http.DefaultRequestHeaders.Authorization = password;
        using var answer = await Http.GetAsync($"/v2/{Repository}/manifests/v1");
        Assert.Equal(digest, answer.Headers.GetValues("Docker-Content-Digest").Single());
    }

    private async Task<string> StartAsync()
    {
        using var answer = await Http.PostAsync($"/v2/{Repository}/blobs/uploads/", null);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return answer.Headers.Location!.ToString();
    }

    private async Task PatchAsync(string location, byte[] content, string range, HttpStatusCode expected)
    {
        var body = new ByteArrayContent(content);
        body.Headers.TryAddWithoutValidation("Content-Range", range);
        using var answer = await Http.PatchAsync(location, body);
        Assert.Equal(expected, answer.StatusCode);
    }

    private async Task<HttpStatusCode> HeadAsync(string path)
    {
        using var answer = await Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));
        return answer.StatusCode;
    }

    private static byte[] Random(int length)
    {
        var content = new byte[length];
        new Random(1).NextBytes(content);
        return content;
    }
}
