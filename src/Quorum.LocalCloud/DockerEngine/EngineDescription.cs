using System.Globalization;
using System.Text.Json.Nodes;
using Quorum.LocalCloud.Oci;

namespace Quorum.LocalCloud.DockerEngine;

/// <summary>What the engine says of itself and of its images.</summary>
internal static class EngineDescription
{
    private static string Architecture => BuildOptions.Platform("").Architecture;

    public static JsonObject Version() => new()
    {
        ["Platform"] = new JsonObject { ["Name"] = "Quorum embedded engine (images only)" },
        ["Components"] = new JsonArray(new JsonObject { ["Name"] = "Engine", ["Version"] = EngineArea.Version, ["Details"] = new JsonObject { ["ApiVersion"] = EngineArea.ApiVersion } }),
        ["Version"] = EngineArea.Version,
        ["ApiVersion"] = EngineArea.ApiVersion,
        ["MinAPIVersion"] = EngineArea.MinApiVersion,
        ["GitCommit"] = "",
        ["GoVersion"] = "",
        ["Os"] = "linux",
        ["Arch"] = Architecture,
        ["KernelVersion"] = Environment.OSVersion.VersionString,
        ["BuildTime"] = "",
    };

    public static JsonObject Info(int images) => new()
    {
        ["ID"] = EngineArea.Version,
        ["Name"] = EngineArea.Version,
        ["Containers"] = 0,
        ["ContainersRunning"] = 0,
        ["ContainersPaused"] = 0,
        ["ContainersStopped"] = 0,
        ["Images"] = images,
        ["Driver"] = "blobs",
        ["ServerVersion"] = EngineArea.Version,
        ["OperatingSystem"] = "Quorum embedded engine (images only)",
        ["OSType"] = "linux",
        ["Architecture"] = Architecture == "arm64" ? "aarch64" : "x86_64",
        ["NCPU"] = Environment.ProcessorCount,
        ["MemTotal"] = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        ["Labels"] = new JsonArray(),
        ["Warnings"] = new JsonArray("No container can run: the embedded engine builds, tags and pushes images."),
    };

    public static JsonObject Inspect(BlobStore blobs, EngineImage image)
    {
        var config = Config(blobs, image);
        return new JsonObject
        {
            ["Id"] = image.Id,
            ["RepoTags"] = Texts(image.Tags),
            ["RepoDigests"] = Texts(image.RepoDigests),
            ["Parent"] = "",
            ["Comment"] = "",
            ["Created"] = image.CreatedAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture),
            ["Author"] = config["author"]?.DeepClone() ?? "",
            ["Config"] = config["config"]?.DeepClone(),
            ["Architecture"] = config["architecture"]?.DeepClone(),
            ["Os"] = config["os"]?.DeepClone(),
            ["Size"] = image.Size,
            ["GraphDriver"] = new JsonObject { ["Name"] = "blobs", ["Data"] = new JsonObject() },
            ["RootFS"] = new JsonObject { ["Type"] = "layers", ["Layers"] = Texts(image.Layers.Select(l => l.DiffId)) },
            ["Metadata"] = new JsonObject { ["LastTagTime"] = "0001-01-01T00:00:00Z" },
        };
    }

    public static JsonObject Summary(BlobStore blobs, EngineImage image) => new()
    {
        ["Id"] = image.Id,
        ["ParentId"] = "",
        ["RepoTags"] = Texts(image.Tags),
        ["RepoDigests"] = Texts(image.RepoDigests),
        ["Created"] = image.CreatedAt.ToUnixTimeSeconds(),
        ["Size"] = image.Size,
        ["SharedSize"] = -1,
        ["Containers"] = -1,
        ["Labels"] = Config(blobs, image)["config"]?["Labels"]?.DeepClone() ?? new JsonObject(),
    };

    public static JsonArray History(BlobStore blobs, EngineImage image)
    {
        var steps = (Config(blobs, image)["history"] as JsonArray ?? []).OfType<JsonObject>().ToList();
        var layer = 0;
        var history = steps.Select(step =>
        {
            var empty = step["empty_layer"]?.GetValue<bool>() ?? false;
            return new JsonObject
            {
                ["Id"] = "<missing>",
                ["Created"] = DateTimeOffset.Parse(step["created"]!.GetValue<string>(), CultureInfo.InvariantCulture).ToUnixTimeSeconds(),
                ["CreatedBy"] = step["created_by"]?.DeepClone() ?? "",
                ["Tags"] = null,
                ["Size"] = empty || layer >= image.Layers.Count ? 0 : image.Layers[layer++].DiffSize,
                ["Comment"] = step["comment"]?.DeepClone() ?? "",
            };
        }).Reverse().ToList();
        if (history.Count > 0) (history[0]["Id"], history[0]["Tags"]) = (image.Id, Texts(image.Tags));
        return new JsonArray([.. history]);
    }

    public static JsonObject Config(BlobStore blobs, EngineImage image) => (JsonObject)JsonNode.Parse(blobs.ReadSmall(Digest.Parse(image.Id)))!;

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(t => (JsonNode)t)];
}
