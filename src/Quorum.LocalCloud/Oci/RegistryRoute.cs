namespace Quorum.LocalCloud.Oci;

/// <summary>A path under <c>/v2/</c> taken apart; repository names hold slashes, so it is read from its end.</summary>
/// <param name="Kind">blobs, uploads, manifests, tags or referrers.</param>
/// <param name="Reference">Digest, tag or upload id; empty when the path ends before.</param>
public sealed record RegistryRoute(string Repository, string Kind, string Reference)
{
    /// <exception cref="OciException">NAME_INVALID, or NOT_FOUND for a path that the protocol does not have.</exception>
    public static RegistryRoute Parse(string path)
    {
        var parts = path.Split('/');
        var route = parts switch
        {
            [.. var name, "blobs", "uploads", var id] => (name, "uploads", id),
            [.. var name, "blobs", "uploads"] => (name, "uploads", ""),
            [.. var name, "blobs", var digest] => (name, "blobs", digest),
            [.. var name, "manifests", var reference] => (name, "manifests", reference),
            [.. var name, "tags", "list"] => (name, "tags", ""),
            [.. var name, "referrers", var digest] => (name, "referrers", digest),
            _ => throw new OciException(404, "UNSUPPORTED", $"/v2/{path} is no path of the distribution protocol."),
        };
        var repository = string.Join('/', route.name);
        return RegistryNames.IsRepository(repository) ? new RegistryRoute(repository, route.Item2, route.Item3) : throw OciException.NameInvalid(repository);
    }
}
