using System.Text.Json;

namespace Quorum.Settings;

/// <summary>One of <c>.nuke/parameters.json</c> and <c>.nuke/parameters.PROFILE.json</c>, for saying where a value came from.</summary>
/// <param name="Name">Path from the repository root, with slashes.</param>
public sealed record ParameterFile(string Name, string Text)
{
    /// <summary>Those that exist, in the order in which the engine asks them: the last profile first.</summary>
    public static IReadOnlyList<ParameterFile> Of(string root, IEnumerable<string> profiles) =>
        [.. profiles.Reverse().Select(profile => $".nuke/parameters.{profile}.json").Append(".nuke/parameters.json")
            .Where(name => File.Exists(Path.Combine(root, name))).Select(name => new ParameterFile(name, File.ReadAllText(Path.Combine(root, name))))];

    /// <summary>Names at the top; none when the file cannot be read, which the engine says itself.</summary>
    public IEnumerable<string> Keys()
    {
        try
        {
            using var document = JsonDocument.Parse(Text, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            return document.RootElement.ValueKind == JsonValueKind.Object ? [.. document.RootElement.EnumerateObject().Select(property => property.Name)] : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    /// <summary>Line of the key, from 1; null when the file does not have it.</summary>
    public int? LineOf(string key)
    {
        var line = Array.FindIndex(Text.Split('\n'), each => each.TrimStart().StartsWith($"\"{key}\"", StringComparison.Ordinal));
        return line < 0 ? null : line + 1;
    }
}
