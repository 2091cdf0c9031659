using System.Security.Cryptography;
using System.Text;
using Quorum.Settings;

namespace Quorum.Provisioning;

/// <summary>The graph of the last successful apply to the embedded AWS, beside that one's state so that both are forgotten together.</summary>
/// <param name="Identity">Of what it was made (<see cref="Infra.GraphIdentity"/>); null when that is not known of these bytes.</param>
internal sealed record AppliedGraph(string Json, string? Identity)
{
    private const string FileName = "applied-graph.json", IdentityFileName = "applied-graph.identity";

    /// <summary>Null when nothing was applied yet.</summary>
    public static async Task<AppliedGraph?> ReadAsync(QuorumSettings settings, CancellationToken cancellation)
    {
        var file = Path.Combine(settings.LocalFolder, FileName);
        if (!File.Exists(file)) return null;
        var json = await File.ReadAllTextAsync(file, cancellation);
        var known = Path.Combine(settings.LocalFolder, IdentityFileName);
        // Of a graph that was changed by hand, or saved by a run that was killed before it came to the second file, the identity is another's.
        return new(json, File.Exists(known) && (await File.ReadAllTextAsync(known, cancellation)).Split('\n') is [var identity, var digest, ..] && digest == DigestOf(json) ? identity : null);
    }

    public static async Task SaveAsync(QuorumSettings settings, AppliedGraph graph, CancellationToken cancellation)
    {
        Directory.CreateDirectory(settings.LocalFolder);
        await WriteAsync(FileName, graph.Json);
        await WriteAsync(IdentityFileName, $"{graph.Identity}\n{DigestOf(graph.Json)}\n");

        // Written aside and renamed: a killed run leaves the old file or the new one, never half of it.
        async Task WriteAsync(string name, string text)
        {
            var file = Path.Combine(settings.LocalFolder, name);
            await File.WriteAllTextAsync(file + ".new", text, cancellation);
            File.Move(file + ".new", file, overwrite: true);
        }
    }

    public static void Forget(QuorumSettings settings)
    {
        foreach (var name in (string[])[FileName, IdentityFileName]) File.Delete(Path.Combine(settings.LocalFolder, name));
    }

    private static string DigestOf(string json) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)));
}
