using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Quorum.LocalCloud.DockerEngine;

/// <summary>What the query of POST /build asks for.</summary>
public sealed record BuildOptions(
    string Dockerfile,
    IReadOnlyList<ImageReference> Tags,
    IReadOnlyDictionary<string, string?> Arguments,
    IReadOnlyDictionary<string, string> Labels,
    string Os,
    string Architecture,
    string Target,
    bool NoCache,
    bool Quiet)
{
    public const string EpochArgument = "SOURCE_DATE_EPOCH";
    private static readonly string[] Architectures = ["amd64", "arm64"];

    /// <summary>Time that the caller fixes for the image; null when it does not.</summary>
    public DateTimeOffset? Epoch => Arguments.GetValueOrDefault(EpochArgument) is { } text && long.TryParse(text, out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    /// <exception cref="EngineException">A value that cannot be read, or an option that is not modelled.</exception>
    public static BuildOptions Read(IQueryCollection query)
    {
        if (query["version"] == "2") throw new EngineException(EngineException.NotImplemented, "BuildKit (version=2) is not modelled by the embedded engine: it builds with the classic builder");
        foreach (var refused in new[] { "remote", "outputs", "squash" })
        {
            if (query[refused].ToString() is { Length: > 0 } value && value is not ("0" or "false" or "[]" or "null"))
                throw new EngineException(EngineException.NotImplemented, $"the build option {refused} is not modelled by the embedded engine");
        }
        var (os, architecture) = Platform(query["platform"].ToString());
        return new BuildOptions(
            query["dockerfile"].ToString() is { Length: > 0 } file ? file : "Dockerfile",
            [.. query["t"].SelectMany(t => (t ?? "").Split(',')).Where(t => t.Length > 0).Select(ImageReference.Parse)],
            Map<string?>(query["buildargs"], "buildargs"),
            Map<string>(query["labels"], "labels"),
            os,
            architecture,
            query["target"].ToString(),
            IsSet(query["nocache"]),
            IsSet(query["q"]));
    }

    public static (string Os, string Architecture) Platform(string text)
    {
        if (text.Length == 0) return ("linux", System.Runtime.InteropServices.RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64");
        var parts = text.Split('/');
        return parts.Length is 2 or 3 && parts[0] == "linux" && Architectures.Contains(parts[1])
            ? (parts[0], parts[1])
            : throw new EngineException(EngineException.BadRequest, $"invalid platform \"{text}\": linux/amd64 and linux/arm64 are known");
    }

    public static bool IsSet(string? value) => value is "1" or "true" or "True";

    private static Dictionary<string, T> Map<T>(string? json, string name)
    {
        if (string.IsNullOrEmpty(json)) return [];
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, T>>(json) ?? [];
        }
        catch (JsonException e)
        {
            throw new EngineException(EngineException.BadRequest, $"error reading {name}: {e.Message}");
        }
    }
}
