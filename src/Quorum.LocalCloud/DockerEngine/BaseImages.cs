using System.Text.Json.Nodes;
using Quorum.LocalCloud.Oci;

namespace Quorum.LocalCloud.DockerEngine;

/// <summary>
/// What FROM begins with: nothing (scratch), an image of this engine or of its own registry, or, for Elasticsearch's image alone, an
/// empty stand-in that its labels name as such. Anything else cannot be had without an engine and a network.
/// </summary>
internal sealed class BaseImages(EngineStore engine, RegistryStore registry, Func<string> ownHost)
{
    public const string AbsentLabel = "quorum.base.absent";
    private static readonly string[] Known = ["docker.elastic.co/elasticsearch/elasticsearch", "quorum.test/elasticsearch"];
    private const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <exception cref="EngineException">manifest unknown, or an invalid reference.</exception>
    public ImageDraft Get(string name, IReadOnlyDictionary<string, ImageDraft> stages)
    {
        if (stages.TryGetValue(name.ToLowerInvariant(), out var stage)) return stage.Fork();
        if (name == "scratch") return new ImageDraft();
        var reference = ImageReference.Parse(name);
        if (engine.Find(name) is { } image) return FromConfig(engine.Blobs, Digest.Parse(image.Id), image.Layers);
        if (reference.Host == ownHost() && FromRegistry(reference) is { } pushed) return pushed;
        if (Known.Contains(reference.Familiar)) return Absent(name);
        throw new EngineException(EngineException.NotFound, $"manifest for {name} not found: manifest unknown: manifest unknown");
    }

    private static ImageDraft Absent(string name)
    {
        var draft = new ImageDraft { BaseAbsent = true };
        draft.SetVariable("PATH", DefaultPath);
        draft.Labels[AbsentLabel] = name;
        draft.History.Add(new JsonObject { ["created_by"] = $"FROM {name}", ["comment"] = "empty: the base image cannot be had without an engine", ["empty_layer"] = true });
        return draft;
    }

    private ImageDraft? FromRegistry(ImageReference reference)
    {
        var image = registry.ReadAll(all => all.GetValueOrDefault(reference.Path)?.Resolve(reference.Digest?.ToString() ?? reference.Tag ?? "latest"));
        if (image is null || MediaTypes.IsIndex(image.MediaType)) return null;
        var manifest = ManifestDocument.Parse(registry.Blobs.ReadSmall(Digest.Parse(image.Digest)), image.MediaType);
        var config = manifest.Config!.Digest;
        var diffIds = ((JsonObject)JsonNode.Parse(registry.Blobs.ReadSmall(config))!)["rootfs"]!["diff_ids"]!.AsArray();
        return FromConfig(registry.Blobs, config, [.. manifest.Layers.Select((l, i) => new EngineLayer(l.Digest.ToString(), diffIds[i]!.GetValue<string>(), l.Size, l.Size))]);
    }

    private static ImageDraft FromConfig(BlobStore blobs, Digest id, IReadOnlyList<EngineLayer> layers)
    {
        var json = (JsonObject)JsonNode.Parse(blobs.ReadSmall(id))!;
        var config = json["config"] as JsonObject ?? [];
        if (config["OnBuild"] is JsonArray { Count: > 0 })
            throw new EngineException(EngineException.NotImplemented, "the base image has ONBUILD triggers, which the embedded engine does not run");
        var draft = new ImageDraft
        {
            WorkingFolder = Text(config["WorkingDir"]),
            User = Text(config["User"]),
            StopSignal = Text(config["StopSignal"]),
            Author = Text(json["author"]),
            Entrypoint = Texts(config["Entrypoint"]),
            Command = Texts(config["Cmd"]),
            Shell = Texts(config["Shell"]) ?? ImageDraft.DefaultShell,
            Healthcheck = (JsonObject?)config["Healthcheck"]?.DeepClone(),
        };
        foreach (var variable in Texts(config["Env"]) ?? [])
        {
            var parts = variable.Split('=', 2);
            draft.SetVariable(parts[0], parts.Length > 1 ? parts[1] : "");
        }
        foreach (var (key, value) in config["Labels"] as JsonObject ?? []) draft.Labels[key] = Text(value);
        foreach (var (port, _) in config["ExposedPorts"] as JsonObject ?? []) draft.Ports.Add(port);
        foreach (var (volume, _) in config["Volumes"] as JsonObject ?? []) draft.Volumes.Add(volume);
        draft.History.AddRange((json["history"] as JsonArray ?? []).OfType<JsonObject>().Select(h => (JsonObject)h.DeepClone()));
        draft.Layers.AddRange(layers);
        draft.BaseAbsent = draft.Labels.ContainsKey(AbsentLabel);
        foreach (var layer in layers) draft.Files.Apply(FileTree.OfLayer(blobs, Digest.Parse(layer.Digest)));
        return draft;
    }

    private static string Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";

    private static IReadOnlyList<string>? Texts(JsonNode? node) => node is JsonArray array ? [.. array.Select(Text)] : null;
}
