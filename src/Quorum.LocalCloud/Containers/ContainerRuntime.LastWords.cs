using System.Text;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace Quorum.LocalCloud.Containers;

// A failed start has its cause in the log only; it is told as the container's reason as well, so that nobody must search for it.
public sealed partial class ContainerRuntime
{
    private const int LastLines = 200, MaxReasonLength = 400, BufferBytes = 16 * 1024;
    private static readonly string[] Telling = ["Caused by: ", "Exception: ", "quorum-entrypoint: ", "ERROR"];

    private async Task<string?> LastWordsAsync(string id)
    {
        var parameters = new ContainerLogsParameters { ShowStdout = true, ShowStderr = true, Tail = $"{LastLines}" };
        using var stream = await engine.Containers.GetContainerLogsAsync(id, parameters, Limited());
        var text = new StringBuilder();
        var buffer = new byte[BufferBytes];
        for (var read = await stream.ReadOutputAsync(buffer, 0, buffer.Length, Limited()); !read.EOF; read = await stream.ReadOutputAsync(buffer, 0, buffer.Length, Limited()))
            text.Append(Encoding.UTF8.GetString(buffer, 0, read.Count));
        return Cause(text.ToString().Split('\n'));
    }

    /// <summary>The most telling line of a log's end; null when none is.</summary>
    public static string? Cause(IReadOnlyList<string> lines)
    {
        foreach (var mark in Telling)
        {
            if (lines.LastOrDefault(line => line.Contains(mark, StringComparison.Ordinal)) is not { } line) continue;
            var cause = line.Trim();
            if (mark == Telling[0]) cause = cause[(cause.IndexOf(mark, StringComparison.Ordinal) + mark.Length)..];
            return cause.Length <= MaxReasonLength ? cause : cause[..MaxReasonLength];
        }
        return null;
    }
}
