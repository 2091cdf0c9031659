using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Quorum.LocalCloud.Host;
using Quorum.LocalCloud.Oci;

namespace Quorum.LocalCloud.DockerEngine;

/// <summary>One push: layers that the registry lacks, then the configuration, then the manifest under its tag; told as the engine tells it.</summary>
internal sealed class ImagePush(EngineStore store, ImageReference reference, RegistryCredentials credentials, MessageStream messages) : IDisposable
{
    private readonly RegistryClient _registry = new(reference.Host, credentials);

    /// <exception cref="EngineException">The image is not here, or the registry refuses.</exception>
    public async Task RunAsync(bool allTags, CancellationToken cancellationToken)
    {
        await messages.SendAsync(new JsonObject { ["status"] = $"The push refers to repository [{reference.Familiar}]" }, cancellationToken).ConfigureAwait(false);
        List<string> tags = allTags
            ? [.. store.All().SelectMany(i => i.Tags).Where(t => t.StartsWith(reference.Familiar + ":", StringComparison.Ordinal)).Select(t => t[(reference.Familiar.Length + 1)..]).Order(StringComparer.Ordinal)]
            : [reference.Tag ?? "latest"];
        if (tags.Count == 0) throw new EngineException(EngineException.NotFound, $"An image does not exist locally with the tag: {reference.Familiar}");
        foreach (var tag in tags)
        {
            var image = store.Find($"{reference.Familiar}:{tag}") ?? throw new EngineException(EngineException.NotFound, $"tag does not exist: {reference.Familiar}:{tag}");
            await PushAsync(image, tag, cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose() => _registry.Dispose();

    private async Task PushAsync(EngineImage image, string tag, CancellationToken cancellationToken)
    {
        var layers = image.Layers.DistinctBy(l => l.Digest).ToList();
        foreach (var layer in layers) await SayAsync(layer, "Preparing", null, cancellationToken).ConfigureAwait(false);
        await _registry.CheckLoginAsync(cancellationToken).ConfigureAwait(false);
        var mounts = MountSources(image);
        foreach (var layer in layers) await PushLayerAsync(layer, mounts, cancellationToken).ConfigureAwait(false);
        if (!await _registry.HasBlobAsync(reference.Path, image.Id, cancellationToken).ConfigureAwait(false))
            await _registry.UploadAsync(reference.Path, image.Id, null, () => store.Blobs.OpenRead(Digest.Parse(image.Id)), static _ => Task.CompletedTask, cancellationToken).ConfigureAwait(false);

        var manifest = Manifest(image);
        var digest = await _registry.PutManifestAsync(reference.Path, tag, manifest, cancellationToken).ConfigureAwait(false);
        store.Pushed(image, $"{reference.Familiar}@{digest}");
        await messages.SendAsync(new JsonObject { ["status"] = string.Create(CultureInfo.InvariantCulture, $"{tag}: digest: {digest} size: {manifest.Length}") }, cancellationToken).ConfigureAwait(false);
        await messages.SendAsync(new JsonObject
        {
            ["progressDetail"] = new JsonObject(),
            ["aux"] = new JsonObject { ["Tag"] = tag, ["Digest"] = digest, ["Size"] = manifest.Length },
        }, cancellationToken).ConfigureAwait(false);
    }

    private async Task PushLayerAsync(EngineLayer layer, IReadOnlyList<string> mounts, CancellationToken cancellationToken)
    {
        if (await _registry.HasBlobAsync(reference.Path, layer.Digest, cancellationToken).ConfigureAwait(false))
        {
            await SayAsync(layer, "Layer already exists", null, cancellationToken).ConfigureAwait(false);
            return;
        }
        long reported = 0;
        var from = mounts.Count > 0 ? mounts[0] : null;
        var mounted = await _registry.UploadAsync(reference.Path, layer.Digest, from, () => store.Blobs.OpenRead(Digest.Parse(layer.Digest)), async sent =>
        {
            // as often as a person can follow, whatever the size
            if (sent < layer.Size && sent - reported < Math.Max(layer.Size / ReportsPerLayer, RegistryLimits.CopyBufferBytes)) return;
            reported = sent;
            await SayAsync(layer, "Pushing", sent, cancellationToken).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
        await SayAsync(layer, mounted ? $"Mounted from {from}" : "Pushed", null, cancellationToken).ConfigureAwait(false);
    }

    private const int ReportsPerLayer = 50;

    /// <summary>Other repositories of this registry that the image was pushed to.</summary>
    private IReadOnlyList<string> MountSources(EngineImage image) =>
        [.. image.RepoDigests.Select(ImageReference.Parse).Where(r => r.Host == reference.Host && r.Path != reference.Path).Select(r => r.Path).Distinct()];

    private Task SayAsync(EngineLayer layer, string status, long? current, CancellationToken cancellationToken)
    {
        var message = new JsonObject { ["status"] = status, ["progressDetail"] = new JsonObject() };
        if (current is { } bytes)
        {
            message["progressDetail"] = new JsonObject { ["current"] = bytes, ["total"] = layer.Size };
            message["progress"] = $"{bytes}B/{layer.Size}B";
        }
        message["id"] = ClassicBuilder.Short(layer.DiffId);
        return messages.SendAsync(message, cancellationToken);
    }

    private static byte[] Manifest(EngineImage image) => JsonSerializer.SerializeToUtf8Bytes(
        new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = MediaTypes.DockerManifest,
            ["config"] = new JsonObject { ["mediaType"] = MediaTypes.DockerConfig, ["size"] = image.ConfigSize, ["digest"] = image.Id },
            ["layers"] = new JsonArray([.. image.Layers.Select(l => new JsonObject { ["mediaType"] = MediaTypes.DockerLayer, ["size"] = l.Size, ["digest"] = l.Digest })]),
        },
        HostJson.Wire);
}
