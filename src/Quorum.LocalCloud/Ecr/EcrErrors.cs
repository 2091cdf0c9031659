using Quorum.LocalCloud.Host;
using Quorum.LocalCloud.Oci;

namespace Quorum.LocalCloud.Ecr;

/// <summary>ECR's errors, with its own words.</summary>
internal static class EcrErrors
{
    public static AwsException RepositoryNotFound(string name) => new("RepositoryNotFoundException",
        $"The repository with name '{name}' does not exist in the registry with id '{World.Account}'");

    public static AwsException Invalid(string message) => new("InvalidParameterException", message);

    public static AwsException ImageNotFound(string? digest, string? tag, string repository) => new("ImageNotFoundException",
        $"The image with imageId {Describe(digest, tag)} does not exist within the repository with name '{repository}' in the registry with id '{World.Account}'");

    public static string Describe(string? digest, string? tag) => $"{{imageDigest:'{digest ?? "null"}', imageTag:'{tag ?? "null"}'}}";

    /// <summary>The same refusal as the registry gives on its own wire, under the name it has in the API.</summary>
    public static AwsException From(OciException e) => e.Code switch
    {
        "NAME_UNKNOWN" => new AwsException("RepositoryNotFoundException", e.Message),
        "TAG_INVALID" when e.Message.Contains("cannot be overwritten", StringComparison.Ordinal) => new AwsException("ImageTagAlreadyExistsException", e.Message),
        "MANIFEST_BLOB_UNKNOWN" => new AwsException("LayersNotFoundException", e.Message),
        "MANIFEST_UNKNOWN" => new AwsException("ImageNotFoundException", e.Message),
        "BLOB_UNKNOWN" => new AwsException("LayersNotFoundException", e.Message),
        "BLOB_UPLOAD_UNKNOWN" => new AwsException("UploadNotFoundException", e.Message),
        "DIGEST_INVALID" => new AwsException("ImageDigestDoesNotMatchException", e.Message),
        _ => Invalid(e.Message),
    };
}
