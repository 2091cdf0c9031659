using System.Text.Json.Nodes;

namespace Quorum.LocalCloud.Oci;

/// <summary>A refusal as the distribution protocol words it: status, one of its error codes, and ECR's message.</summary>
public sealed class OciException(int status, string code, string message, JsonNode? detail = null) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    public JsonNode? Detail { get; } = detail;

    public static OciException DigestInvalid(string message) => new(400, "DIGEST_INVALID", message);

    public static OciException ManifestInvalid(string message) => new(400, "MANIFEST_INVALID", message);

    public static OciException BlobUnknown(Digest digest) =>
        new(404, "BLOB_UNKNOWN", "blob unknown to registry", new JsonObject { ["digest"] = digest.ToString() });

    public static OciException UploadUnknown(string id) =>
        new(404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry", new JsonObject { ["upload"] = id });

    public static OciException UploadInvalid(int status, string message) => new(status, "BLOB_UPLOAD_INVALID", message);

    public static OciException NameUnknown(string repository, string account) =>
        new(404, "NAME_UNKNOWN", $"The repository with name '{repository}' does not exist in the registry with id '{account}'");

    public static OciException NameInvalid(string repository) =>
        new(400, "NAME_INVALID", $"'{repository}' is not a repository name.");

    public static OciException ManifestUnknown(string reference) =>
        new(404, "MANIFEST_UNKNOWN", "Requested image not found", new JsonObject { ["reference"] = reference });

    public static OciException ManifestBlobUnknown(Digest digest) =>
        new(404, "MANIFEST_BLOB_UNKNOWN", $"The manifest refers to {digest}, which is not in the repository.", new JsonObject { ["digest"] = digest.ToString() });

    public static OciException TagImmutable(string tag, string repository) =>
        new(400, "TAG_INVALID", $"The image tag '{tag}' already exists in the '{repository}' repository and cannot be overwritten because the repository is immutable.");

    public static OciException SizeInvalid(string message) => new(413, "SIZE_INVALID", message);

    /// <summary><c>{"errors":[{"code","message","detail"}]}</c>.</summary>
    public JsonObject Body()
    {
        var error = new JsonObject { ["code"] = Code, ["message"] = Message };
        if (Detail is not null) error["detail"] = Detail.DeepClone();
        return new JsonObject { ["errors"] = new JsonArray(error) };
    }
}
