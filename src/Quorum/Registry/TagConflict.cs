using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.ECR;
using Amazon.ECR.Model;
using Docker.DotNet;
using Quorum.Images;

namespace Quorum.Registry;

/// <summary>
/// An immutable tag refuses even an identical push. Whether it was identical: the registry's manifest names the image's configuration
/// by digest, which is what a classic engine calls the image's id.
/// </summary>
internal static class TagConflict
{
    public static async Task<bool> IsSameImageAsync(DockerEngine engine, IAmazonECR ecr, BuiltImage built, string digest, CancellationToken cancellation)
    {
        try
        {
            var local = await engine.Client.Images.InspectImageAsync(built.Name, cancellation).ConfigureAwait(false);
            if (local.RepoDigests?.Any(known => known.EndsWith('@' + digest, StringComparison.Ordinal)) == true) return true;
            var answer = await ecr.BatchGetImageAsync(
                new BatchGetImageRequest { RepositoryName = built.Repository, ImageIds = [new ImageIdentifier { ImageDigest = digest }], AcceptedMediaTypes = [OciMediaTypes.DockerManifest, OciMediaTypes.Manifest] },
                cancellation).ConfigureAwait(false);
            var manifest = answer.Images?.FirstOrDefault()?.ImageManifest;
            return manifest is not null && JsonNode.Parse(manifest)?["config"]?["digest"]?.GetValue<string>() == local.ID;
        }
        catch (Exception error) when (error is DockerApiException or JsonException)
        {
            return false;
        }
    }
}
