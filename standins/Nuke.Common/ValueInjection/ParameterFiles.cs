using System.Text.Json;

namespace Nuke.Common.ValueInjection;

/// <summary>.nuke/parameters.json and .nuke/parameters.PROFILE.json; keys are member names, case-sensitive.</summary>
internal static class ParameterFiles
{
    private const string SchemaLine = "{\n  \"$schema\": \"./build.schema.json\"\n}\n";

    private static List<Dictionary<string, Entry>> s_files;

    /// <param name="Words">The value as words, as a command line would have it.</param>
    internal sealed record Entry(string File, IReadOnlyList<string> Words);

    public static bool Loaded => s_files != null;

    /// <summary>The last profile wins over earlier ones, these over parameters.json.</summary>
    public static Entry Find(string name)
    {
        foreach (var file in s_files ?? [])
        {
            if (file.TryGetValue(name, out var entry))
                return entry;
        }

        return null;
    }

    public static void Load(string nukeDirectory, IEnumerable<string> profiles)
    {
        var main = Path.Combine(nukeDirectory, "parameters.json");
        if (!File.Exists(main))
            File.WriteAllText(main, SchemaLine);
        var files = new List<Dictionary<string, Entry>> { Read(main) };
        foreach (var profile in profiles)
        {
            var file = Path.Combine(nukeDirectory, $"parameters.{profile}.json");
            if (!File.Exists(file))
                throw new EngineException($"Profile '{profile}' has no parameters file '{file}'");
            files.Insert(0, Read(file));
        }

        s_files = files;
    }

    private static Dictionary<string, Entry> Read(string file)
    {
        try
        {
            var options = new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };
            using var document = JsonDocument.Parse(File.ReadAllBytes(file), options);
            var result = new Dictionary<string, Entry>(StringComparer.Ordinal);
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (property.Value.ValueKind != JsonValueKind.Null)
                    result[property.Name] = new Entry(file, Words(property.Value));
            }

            return result;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new EngineException($"Parameters file '{file}' is not valid: {exception.Message}");
        }
    }

    private static List<string> Words(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Words).ToList(),
        JsonValueKind.String => [value.GetString()],
        JsonValueKind.True => ["true"],
        JsonValueKind.False => ["false"],
        _ => [value.GetRawText()],
    };
}
