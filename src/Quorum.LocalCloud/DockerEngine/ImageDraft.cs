using System.Text.Json.Nodes;

namespace Quorum.LocalCloud.DockerEngine;

/// <summary>An image while it is built: its configuration, history, layers, and files as far as they are known.</summary>
public sealed class ImageDraft
{
    public List<KeyValuePair<string, string>> Environment { get; private init; } = [];
    public SortedDictionary<string, string> Labels { get; private init; } = new(StringComparer.Ordinal);
    public SortedSet<string> Ports { get; private init; } = new(StringComparer.Ordinal);
    public SortedSet<string> Volumes { get; private init; } = new(StringComparer.Ordinal);
    public IReadOnlyList<string>? Entrypoint { get; set; }
    public IReadOnlyList<string>? Command { get; set; }
    public IReadOnlyList<string> Shell { get; set; } = DefaultShell;
    public JsonObject? Healthcheck { get; set; }
    public List<string> OnBuild { get; private init; } = [];
    public string WorkingFolder { get; set; } = "";
    public string User { get; set; } = "";
    public string StopSignal { get; set; } = "";
    public string Author { get; set; } = "";
    public List<JsonObject> History { get; private init; } = [];
    public List<EngineLayer> Layers { get; private init; } = [];
    public FileTree Files { get; } = new();

    /// <summary>The base image's files are not known: it could not be had.</summary>
    public bool BaseAbsent { get; set; }

    public static readonly IReadOnlyList<string> DefaultShell = ["/bin/sh", "-c"];

    public string? Variable(string name) => Environment.FirstOrDefault(e => e.Key == name) is { Key: not null } found ? found.Value : null;

    public void SetVariable(string name, string value)
    {
        var at = Environment.FindIndex(e => e.Key == name);
        if (at < 0) Environment.Add(new(name, value));
        else Environment[at] = new(name, value);
    }

    /// <summary>A stage that goes on from this one; the layers are shared, the rest is its own.</summary>
    public ImageDraft Fork()
    {
        var fork = new ImageDraft
        {
            Environment = [.. Environment],
            Labels = new(Labels, StringComparer.Ordinal),
            Ports = new(Ports, StringComparer.Ordinal),
            Volumes = new(Volumes, StringComparer.Ordinal),
            Entrypoint = Entrypoint,
            Command = Command,
            Shell = Shell,
            Healthcheck = (JsonObject?)Healthcheck?.DeepClone(),
            OnBuild = [.. OnBuild],
            WorkingFolder = WorkingFolder,
            User = User,
            StopSignal = StopSignal,
            Author = Author,
            History = [.. History.Select(h => (JsonObject)h.DeepClone())],
            Layers = [.. Layers],
            BaseAbsent = BaseAbsent,
        };
        fork.Files.Apply(Files);
        return fork;
    }

    /// <summary>The image configuration of the OCI specification, as the engine keeps it.</summary>
    public JsonObject Render(string os, string architecture, DateTimeOffset created)
    {
        var time = created.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        var json = new JsonObject { ["architecture"] = architecture };
        if (Author.Length > 0) json["author"] = Author;
        json["config"] = RenderConfig();
        json["created"] = time;
        json["history"] = new JsonArray([.. History.Select(h =>
        {
            var step = (JsonObject)h.DeepClone();
            if (step["created"] is null) step["created"] = time;
            return step;
        })]);
        json["os"] = os;
        json["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = Texts(Layers.Select(l => l.DiffId)) };
        return json;
    }

    private JsonObject RenderConfig()
    {
        var config = new JsonObject { ["User"] = User };
        if (Ports.Count > 0) config["ExposedPorts"] = Names(Ports);
        config["Env"] = Texts(Environment.Select(e => $"{e.Key}={e.Value}"));
        config["Cmd"] = Command is null ? null : Texts(Command);
        if (Volumes.Count > 0) config["Volumes"] = Names(Volumes);
        config["WorkingDir"] = WorkingFolder;
        config["Entrypoint"] = Entrypoint is null ? null : Texts(Entrypoint);
        config["OnBuild"] = OnBuild.Count == 0 ? null : Texts(OnBuild);
        config["Labels"] = new JsonObject(Labels.Select(l => KeyValuePair.Create<string, JsonNode?>(l.Key, l.Value)));
        if (StopSignal.Length > 0) config["StopSignal"] = StopSignal;
        if (Healthcheck is not null) config["Healthcheck"] = Healthcheck.DeepClone();
        if (!ReferenceEquals(Shell, DefaultShell)) config["Shell"] = Texts(Shell);
        return config;
    }

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(t => (JsonNode)t)];

    private static JsonObject Names(IEnumerable<string> names) => new(names.Select(n => KeyValuePair.Create<string, JsonNode?>(n, new JsonObject())));
}
