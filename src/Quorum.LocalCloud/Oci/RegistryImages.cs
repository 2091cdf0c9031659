using System.Text;
using System.Text.Json.Nodes;
using Quorum.LocalCloud.DockerEngine;
using Quorum.LocalCloud.Host;
using Quorum.Models.Ecs;

namespace Quorum.LocalCloud.Oci;

/// <summary>
/// What a task's agent learns by pulling: digest, labels and environment, and in the label <see cref="ConfigLabel"/> the text of the
/// image's elasticsearch.yml, so that a simulated node can fail on it as a real one does.
/// </summary>
internal sealed class RegistryImages(World world, RegistryStore store) : IImageLookup
{
    public const string ConfigLabel = "quorum.config";
    private const string ConfigFile = "usr/share/elasticsearch/config/elasticsearch.yml";

    /// <summary>A layer larger than this is a base image's; the pipeline's own files lie in small ones on top.</summary>
    private const long MaxSearchedLayerBytes = 16 << 20;
    private const int MaxConfigBytes = 1 << 20;
    private const int MaxRemembered = 64;
    private readonly Dictionary<string, ImageConfig> _known = new(StringComparer.Ordinal);

    public ImageLookup Find(string reference)
    {
        ImageReference name;
        try
        {
            name = ImageReference.Parse(reference);
        }
        catch (EngineException e)
        {
            return new ImageLookup(null, $"CannotPullContainerError: {e.Message}");
        }
        if (name.Host != $"127.0.0.1:{world.Port}" && name.Host != $"localhost:{world.Port}") return new ImageLookup(null, null);
        var repository = store.ReadAll(all => all.GetValueOrDefault(name.Path));
        var named = repository?.Resolve(name.Digest?.ToString() ?? name.Tag ?? "latest");
        var image = repository is null ? null : Runnable(repository, named);
        if (named is null || image is null) return new ImageLookup(null, $"CannotPullContainerError: failed to resolve ref {reference}: {reference}: not found");
        try
        {
            if (_known.TryGetValue(named.Digest, out var known)) return new ImageLookup(known, null);
            // content never changes under a digest; the bound only keeps a long life from growing without end
            if (_known.Count >= MaxRemembered) _known.Clear();
            // the agent reports what it was asked to pull: an index's digest, not that of the image chosen from it
            return new ImageLookup(_known[named.Digest] = Read(image) with { Digest = named.Digest }, null);
        }
        catch (Exception e) when (e is OciException or IOException or System.Text.Json.JsonException or InvalidOperationException)
        {
            return new ImageLookup(null, $"CannotPullContainerError: {reference}: {e.Message}");
        }
    }

    /// <summary>The image itself, or an index's image for this machine.</summary>
    private ImageState? Runnable(RepositoryState repository, ImageState? image)
    {
        if (image is null || !MediaTypes.IsIndex(image.MediaType)) return image;
        var index = ManifestDocument.Parse(store.Blobs.ReadSmall(Digest.Parse(image.Digest)), image.MediaType);
        var (os, architecture) = BuildOptions.Platform("");
        var chosen = index.Manifests.FirstOrDefault(m => m.Platform == $"{os}/{architecture}") ?? index.Manifests.FirstOrDefault(m => m.Platform is null);
        return chosen is null ? null : repository.Images.GetValueOrDefault(chosen.Digest.ToString());
    }

    private ImageConfig Read(ImageState image)
    {
        var manifest = ManifestDocument.Parse(store.Blobs.ReadSmall(Digest.Parse(image.Digest)), image.MediaType);
        var config = JsonNode.Parse(store.Blobs.ReadSmall(manifest.Config!.Digest))?["config"] as JsonObject ?? [];
        var labels = (config["Labels"] as JsonObject ?? []).ToDictionary(l => l.Key, l => l.Value?.GetValue<string>() ?? "", StringComparer.Ordinal);
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var variable in config["Env"] as JsonArray ?? [])
        {
            var parts = variable!.GetValue<string>().Split('=', 2);
            environment[parts[0]] = parts.Length > 1 ? parts[1] : "";
        }
        if (Text(manifest, ConfigFile) is { } text) labels[ConfigLabel] = text;
        return new ImageConfig(image.Digest, labels, environment);
    }

    /// <summary>Text of a file as the topmost layer has it; null when no searched layer has it.</summary>
    private string? Text(ManifestDocument manifest, string path)
    {
        foreach (var layer in manifest.Layers.Reverse().Where(l => l.Size <= MaxSearchedLayerBytes && l.MediaType.Contains("tar", StringComparison.Ordinal)))
        {
            FileTree tree;
            try
            {
                tree = FileTree.OfLayer(store.Blobs, layer.Digest);
            }
            catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
            {
                // a layer in a form that cannot be read here (zstd): nothing is known of its files
                continue;
            }
            if (!tree.Entries.TryGetValue(path, out var file) || file.Open is null || file.Length > MaxConfigBytes) continue;
            using var reader = new StreamReader(file.Open(), Encoding.UTF8);
            return reader.ReadToEnd();
        }
        return null;
    }
}
