using System.Globalization;
using System.Text.Json.Nodes;
using Quorum.LocalCloud.Host;
using Quorum.LocalCloud.Oci;

namespace Quorum.LocalCloud.Ecr;

/// <summary>The API's own way to push and pull layers, over the same uploads as the distribution protocol.</summary>
internal sealed class LayerOperations(UploadTable uploads)
{
    public void Register(Action<string, Func<EcrRequest, JsonObject>> add, Action<string, Func<EcrRequest, Task<JsonObject>>> addAsync)
    {
        add("BatchCheckLayerAvailability", CheckAvailability);
        add("GetDownloadUrlForLayer", DownloadUrl);
        add("InitiateLayerUpload", request =>
        {
            request.Store.Read(request.Repository, _ => true);
            return new JsonObject { ["uploadId"] = uploads.Start(request.Repository).Id, ["partSize"] = RegistryLimits.PartBytes };
        });
        addAsync("UploadLayerPart", PartAsync);
        addAsync("CompleteLayerUpload", CompleteAsync);
    }

    private async Task<JsonObject> PartAsync(EcrRequest request)
    {
        var name = request.Repository;
        request.Store.Read(name, _ => true);
        var upload = uploads.Get(name, request.Required("uploadId"));
        var first = Number(request, "partFirstByte");
        var last = Number(request, "partLastByte");
        byte[] bytes;
        try
        {
            bytes = Convert.FromBase64String(request.Required("layerPartBlob"));
        }
        catch (FormatException)
        {
            throw EcrErrors.Invalid("Invalid parameter at 'layerPartBlob': not base64.");
        }
        if (bytes.Length > RegistryLimits.PartBytes) throw EcrErrors.Invalid($"A part may have at most {RegistryLimits.PartBytes} bytes.");
        if (upload.Parts.Count >= RegistryLimits.MaxParts) throw new AwsException("LimitExceededException", $"A layer may have at most {RegistryLimits.MaxParts} parts.");
        if (first != upload.Offset || last - first + 1 != bytes.Length)
            throw new AwsException("InvalidLayerPartException", string.Create(CultureInfo.InvariantCulture, $"The layer part {first}-{last} with {bytes.Length} bytes does not follow the last valid byte received, {upload.Offset - 1}."));
        await upload.AppendAsync(new MemoryStream(bytes), first, CancellationToken.None).ConfigureAwait(false);
        upload.Parts.Add(bytes.Length);
        var answer = request.Answer(name);
        answer["uploadId"] = upload.Id;
        answer["lastByteReceived"] = upload.Offset - 1;
        return answer;
    }

    private async Task<JsonObject> CompleteAsync(EcrRequest request)
    {
        var name = request.Repository;
        request.Store.Read(name, _ => true);
        var upload = uploads.Get(name, request.Required("uploadId"));
        if (request.Texts("layerDigests") is not [var text] || !Digest.TryParse(text, out var expected)) throw EcrErrors.Invalid("layerDigests must hold one sha256 digest.");
        if (upload.Offset == 0) throw new AwsException("EmptyUploadException", "The upload has no layer parts.");
        if (upload.Parts.SkipLast(1).Any(p => p < RegistryLimits.MinPartBytes))
            throw new AwsException("LayerPartTooSmallException", $"Only the last part may be smaller than {RegistryLimits.MinPartBytes} bytes.");
        if (request.Store.HasBlob(name, expected))
        {
            uploads.Cancel(upload);
            throw new AwsException("LayerAlreadyExistsException", $"Layer with digest '{expected}' already exists in the repository with name '{name}' in registry with id '{World.Account}'");
        }
        try
        {
            await uploads.FinishAsync(upload, expected, CancellationToken.None).ConfigureAwait(false);
        }
        catch (OciException e) when (e.Code == "DIGEST_INVALID")
        {
            throw new AwsException("InvalidLayerException", e.Message);
        }
        request.Store.Link(name, expected);
        var answer = request.Answer(name);
        answer["uploadId"] = upload.Id;
        answer["layerDigest"] = expected.ToString();
        return answer;
    }

    private static JsonObject CheckAvailability(EcrRequest request)
    {
        var name = request.Repository;
        request.Store.Read(name, _ => true);
        var layers = new JsonArray();
        var failures = new JsonArray();
        foreach (var text in request.Texts("layerDigests"))
        {
            if (!Digest.TryParse(text, out var digest))
            {
                failures.Add(new JsonObject { ["layerDigest"] = text, ["failureCode"] = "InvalidLayerDigest", ["failureReason"] = "The digest is not a sha256 digest." });
                continue;
            }
            var there = request.Store.HasBlob(name, digest);
            var layer = new JsonObject { ["layerDigest"] = text, ["layerAvailability"] = there ? "AVAILABLE" : "UNAVAILABLE" };
            if (there) layer["layerSize"] = request.Store.Blobs.Length(digest);
            layers.Add(layer);
        }
        return new JsonObject { ["layers"] = layers, ["failures"] = failures };
    }

    private static JsonObject DownloadUrl(EcrRequest request)
    {
        var name = request.Repository;
        var text = request.Required("layerDigest");
        if (!Digest.TryParse(text, out var digest)) throw EcrErrors.Invalid($"Invalid parameter at 'layerDigest': '{text}'");
        if (!request.Store.HasBlob(name, digest)) throw new AwsException("LayersNotFoundException", $"The layer with digest '{digest}' does not exist in the repository with name '{name}'.");
        return new JsonObject { ["downloadUrl"] = LayerDownloads.Url(request.World, digest), ["layerDigest"] = text };
    }

    private static long Number(EcrRequest request, string name) =>
        request.Body[name] is JsonValue v && v.TryGetValue<long>(out var number) ? number : throw EcrErrors.Invalid($"{name} is required");
}
