using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Quorum.Pipeline;

namespace Quorum.Reporting;

/// <summary>Files under <c>artifacts/</c>: redacted, and written beside and renamed, so that a killed run never leaves half a file under its name.</summary>
public sealed class ArtifactStore(string folder, Redaction redaction)
{
    public string Folder { get; } = folder;

    /// <returns>The file's path.</returns>
    public string WriteText(string name, string text)
    {
        var path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            File.WriteAllText(temporary, redaction.Apply(text), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
        return path;
    }

    public string WriteJson<T>(string name, T value, JsonTypeInfo<T> type) => WriteText(name, JsonSerializer.Serialize(value, type) + "\n");

    /// <returns>Null when there is no such file, or when it is not readable as what it should be: an old or half file never stops a run.</returns>
    public T? ReadJson<T>(string name, JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(PathOf(name)), type);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes <c>&lt;stage&gt;.json</c>.</summary>
    public string Save(StageOutcome outcome) => WriteJson($"{outcome.Stage}.json", outcome, ReportingJson.Default.StageOutcome);

    public StageOutcome? Load(string stage) => ReadJson($"{stage}.json", ReportingJson.Default.StageOutcome);

    private string PathOf(string name)
    {
        var path = Path.GetFullPath(Path.Combine(Folder, name));
        return path.StartsWith(Path.GetFullPath(Folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? path : throw new ArgumentException($"{name} is not below the artifacts folder.", nameof(name));
    }
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(StageOutcome))]
[JsonSerializable(typeof(RollTimeline))]
[JsonSerializable(typeof(RunReport))]
public sealed partial class ReportingJson : JsonSerializerContext;
