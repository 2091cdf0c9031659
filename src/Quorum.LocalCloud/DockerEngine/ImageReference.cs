using System.Text.RegularExpressions;
using Quorum.LocalCloud.Oci;

namespace Quorum.LocalCloud.DockerEngine;

/// <summary>An image's name as people write it: <c>[host/]path[:tag][@digest]</c>.</summary>
/// <param name="Host">Registry, e.g. <c>127.0.0.1:4571</c>; <c>docker.io</c> when none is written.</param>
/// <param name="Path">Repository in the registry; <c>library/…</c> for an official image.</param>
/// <param name="Tag">Null when only a digest or nothing is written.</param>
public sealed partial record ImageReference(string Host, string Path, string? Tag, Digest? Digest)
{
    private const string Hub = "docker.io", Official = "library/";

    /// <summary>Repository as the engine lists it: without the parts that everyone leaves out.</summary>
    public string Familiar => Host == Hub ? (Path.StartsWith(Official, StringComparison.Ordinal) ? Path[Official.Length..] : Path) : $"{Host}/{Path}";

    /// <summary>Repository with its tag, <c>latest</c> when none is written.</summary>
    public string Tagged => $"{Familiar}:{Tag ?? "latest"}";

    /// <exception cref="EngineException">invalid reference format.</exception>
    public static ImageReference Parse(string text)
    {
        var rest = text;
        Digest? digest = null;
        if (rest.IndexOf('@', StringComparison.Ordinal) is >= 0 and var at)
        {
            if (!Oci.Digest.TryParse(rest[(at + 1)..], out var d)) throw Invalid(text);
            digest = d;
            rest = rest[..at];
        }
        string? tag = null;
        if (rest.LastIndexOf(':') is >= 0 and var colon && colon > rest.LastIndexOf('/'))
        {
            tag = rest[(colon + 1)..];
            rest = rest[..colon];
            if (!RegistryNames.IsTag(tag)) throw Invalid(text);
        }
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var (host, path) = slash > 0 && (rest[..slash].AsSpan().IndexOfAny(".:") >= 0 || rest[..slash] == "localhost") ? (rest[..slash], rest[(slash + 1)..]) : (Hub, rest);
        if (host == Hub && !path.Contains('/', StringComparison.Ordinal)) path = Official + path;
        if (!PathPattern().IsMatch(path)) throw Invalid(text);
        return new ImageReference(host, path, tag, digest);
    }

    private static EngineException Invalid(string text) => new(EngineException.BadRequest, $"invalid reference format: {text}");

    [GeneratedRegex(@"^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*\z")]
    private static partial Regex PathPattern();
}
