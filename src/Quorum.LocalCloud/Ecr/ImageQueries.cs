using System.Text;
using System.Text.Json.Nodes;
using Quorum.LocalCloud.Host;
using Quorum.LocalCloud.Oci;

namespace Quorum.LocalCloud.Ecr;

/// <summary>Reading images.</summary>
internal static class ImageQueries
{
    private const int MaxImageIds = 100;

    public static void Register(Action<string, Func<EcrRequest, JsonObject>> add)
    {
        add("DescribeImages", Describe);
        add("ListImages", List);
        add("BatchGetImage", BatchGet);
    }

    private static JsonObject Describe(EcrRequest request)
    {
        var ids = ImageIds.ReadList(request);
        return request.Store.Read(request.Repository, r =>
        {
            List<ImageState> images = ids.Count == 0
                ? [.. r.Images.Values.Where(i => Passes(request, r.TagsOf(i.Digest).Any())).OrderBy(i => i.PushedAt).ThenBy(i => i.Digest, StringComparer.Ordinal)]
                : [.. ids.Select(id => id.Find(r, out _, out _) ?? throw EcrErrors.ImageNotFound(id.Digest, id.Tag, r.Name)).Distinct()];
            var answer = new JsonObject();
            answer["imageDetails"] = request.Page(answer, images, i => Detail(r, i), paged: ids.Count == 0);
            return answer;
        });
    }

    private static JsonObject Detail(RepositoryState r, ImageState image)
    {
        var json = new JsonObject
        {
            ["registryId"] = World.Account,
            ["repositoryName"] = r.Name,
            ["imageDigest"] = image.Digest,
            ["imageSizeInBytes"] = image.Size,
            ["imagePushedAt"] = HostJson.Seconds(image.PushedAt),
            ["imageManifestMediaType"] = image.MediaType,
            ["imageStatus"] = "ACTIVE",
        };
        if (r.TagsOf(image.Digest).ToList() is { Count: > 0 } tags) json["imageTags"] = new JsonArray([.. tags.Select(t => (JsonNode)t)]);
        if (image.ArtifactType is not null) json["artifactMediaType"] = image.ArtifactType;
        if (image.Subject is not null) json["subjectManifestDigest"] = image.Subject;
        if (image.PulledAt is { } pulled) json["lastRecordedPullTime"] = HostJson.Seconds(pulled);
        if (image.Scan is { } scan)
        {
            json["imageScanStatus"] = ScanOperations.Status(scan);
            if (scan.Status == ScanPlan.Complete) json["imageScanFindingsSummary"] = ScanOperations.Summary(scan);
        }
        return json;
    }

    private static JsonObject List(EcrRequest request) => request.Store.Read(request.Repository, r =>
    {
        var ids = r.Images.Keys.Order(StringComparer.Ordinal)
            .SelectMany(d => r.TagsOf(d).ToList() is { Count: > 0 } tags ? tags.Select(t => new ImageIds(d, t)) : [new ImageIds(d, null)])
            .Where(id => Passes(request, id.Tag is not null)).ToList();
        var answer = new JsonObject();
        answer["imageIds"] = request.Page(answer, ids, id => id.Render());
        return answer;
    });

    private static JsonObject BatchGet(EcrRequest request)
    {
        var ids = ImageIds.ReadList(request);
        if (ids.Count is 0 or > MaxImageIds) throw EcrErrors.Invalid($"imageIds must name 1 to {MaxImageIds} images.");
        var images = new JsonArray();
        var failures = new JsonArray();
        foreach (var id in ids)
        {
            var (image, failure) = request.Store.Read(request.Repository, r => (id.Find(r, out var code, out var reason), Failure(id, code, reason)));
            if (image is null) failures.Add(failure);
            else images.Add(Render(request, image, id));
        }
        return new JsonObject { ["images"] = images, ["failures"] = failures };
    }

    /// <summary>An image with its manifest, as PutImage and BatchGetImage answer it.</summary>
    public static JsonObject Render(EcrRequest request, ImageState image, ImageIds id)
    {
        var json = request.Answer(request.Repository);
        json["imageId"] = id.Render(image.Digest);
        json["imageManifest"] = Encoding.UTF8.GetString(request.Store.Blobs.ReadSmall(Digest.Parse(image.Digest)));
        json["imageManifestMediaType"] = image.MediaType;
        return json;
    }

    public static JsonObject Failure(ImageIds id, string code, string reason) =>
        new() { ["imageId"] = id.Render(), ["failureCode"] = code, ["failureReason"] = reason };

    private static bool Passes(EcrRequest request, bool tagged)
    {
        var status = (request.Body["filter"] as JsonObject)?["tagStatus"]?.GetValue<string>();
        return status is null or "ANY" || status == (tagged ? "TAGGED" : "UNTAGGED");
    }
}
