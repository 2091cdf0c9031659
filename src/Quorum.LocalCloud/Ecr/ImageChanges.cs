using System.Text;
using System.Text.Json.Nodes;
using Quorum.LocalCloud.Host;
using Quorum.LocalCloud.Oci;

namespace Quorum.LocalCloud.Ecr;

/// <summary>Putting and deleting images by the API.</summary>
internal static class ImageChanges
{
    private const int MaxImageIds = 100;

    public static void Register(Action<string, Func<EcrRequest, JsonObject>> add)
    {
        add("PutImage", Put);
        add("BatchDeleteImage", Delete);
    }

    private static JsonObject Put(EcrRequest request)
    {
        var name = request.Repository;
        var content = Encoding.UTF8.GetBytes(request.Required("imageManifest"));
        var tag = request.Text("imageTag");
        var digest = Digest.Of(content).ToString();
        if (request.Text("imageDigest") is { } stated && stated != digest)
            throw new AwsException("ImageDigestDoesNotMatchException", $"The image manifest has the digest '{digest}', not '{stated}'.");
        request.Store.Read(name, r =>
        {
            var same = tag is null ? r.Images.ContainsKey(digest) : r.Tags.GetValueOrDefault(tag) == digest;
            return same
                ? throw new AwsException("ImageAlreadyExistsException", $"Image with digest '{digest}' and tag '{tag ?? "null"}' already exists in the repository with name '{name}' in registry with id '{World.Account}'")
                : true;
        });
        PutResult result;
        try
        {
            result = request.Store.PutManifest(name, content, request.Text("imageManifestMediaType"), tag ?? digest);
        }
        catch (OciException e) when (e.Code == "MANIFEST_BLOB_UNKNOWN" && MediaTypes.IsIndex(ManifestDocument.Parse(content, request.Text("imageManifestMediaType")).MediaType))
        {
            throw new AwsException("ReferencedImagesNotFoundException", e.Message);
        }
        var image = request.Store.Read(name, r => r.Images[result.Digest.ToString()]);
        return new JsonObject { ["image"] = ImageQueries.Render(request, image, new ImageIds(digest, tag)) };
    }

    private static JsonObject Delete(EcrRequest request)
    {
        var name = request.Repository;
        var ids = ImageIds.ReadList(request);
        if (ids.Count is 0 or > MaxImageIds) throw EcrErrors.Invalid($"imageIds must name 1 to {MaxImageIds} images.");
        var deleted = new JsonArray();
        var failures = new JsonArray();
        foreach (var id in ids)
        {
            request.World.Do(() =>
            {
                var (image, failure, tags, index) = request.Store.Read(name, r =>
                {
                    var found = id.Find(r, out var code, out var reason);
                    return (found, ImageQueries.Failure(id, code, reason), found is null ? [] : r.TagsOf(found.Digest).ToList(), found is null ? null : IndexWith(r, found));
                });
                if (image is null)
                {
                    failures.Add(failure);
                    return;
                }
                var last = id.Tag is null || tags.Count == 1;
                if (last && index is not null)
                {
                    failures.Add(ImageQueries.Failure(id, "ImageReferencedByManifestList", $"Requested image referenced by manifest list: [{index}]"));
                    return;
                }
                request.Store.DeleteImage(name, id.Tag ?? image.Digest);
                foreach (var gone in id.Tag is null && tags.Count > 0 ? tags.Select(t => (string?)t) : [id.Tag]) deleted.Add(new ImageIds(image.Digest, gone).Render());
            });
        }
        return new JsonObject { ["imageIds"] = deleted, ["failures"] = failures };
    }

    private static string? IndexWith(RepositoryState repository, ImageState image) =>
        repository.Images.Values.FirstOrDefault(i => MediaTypes.IsIndex(i.MediaType) && i.References.Contains(image.Digest))?.Digest;
}
