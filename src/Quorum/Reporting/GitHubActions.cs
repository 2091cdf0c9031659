using System.Text;

namespace Quorum.Reporting;

public enum AnnotationLevel { Notice, Warning, Error }

/// <summary>What GitHub Actions reads: summary and output files, and commands on standard output. Does nothing outside Actions.</summary>
public sealed class GitHubActions(Func<string, string?> variable, TextWriter output, Redaction redaction)
{
    /// <summary>GitHub throws a larger summary away as a whole.</summary>
    public const int MaxSummaryBytes = 1024 * 1024;

    private const string Cut = "\n\n*(cut: the whole report is in the run's artifacts)*\n";

    public bool IsActive => variable("GITHUB_ACTIONS") == "true";

    /// <summary>Adds to the step summary, up to the limit; cut at a line when it does not fit.</summary>
    public void AppendSummary(string markdown)
    {
        if (variable("GITHUB_STEP_SUMMARY") is not { Length: > 0 } file) return;
        var used = File.Exists(file) ? new FileInfo(file).Length : 0;
        File.AppendAllText(file, Fit(redaction.Apply(markdown), MaxSummaryBytes - used));
    }

    /// <summary>Sets an output of the step for later steps.</summary>
    /// <param name="value">May have several lines. A redacted value is no use to a later step, and a secret does not belong here.</param>
    public void SetOutput(string name, string value)
    {
        if (variable("GITHUB_OUTPUT") is not { Length: > 0 } file) return;
        // A random delimiter, because a value that held the delimiter could set other outputs.
        var delimiter = $"end-{Guid.NewGuid():N}";
        File.AppendAllText(file, $"{name}<<{delimiter}\n{redaction.Apply(value)}\n{delimiter}\n");
    }

    /// <param name="file">Path from the repository root; null when no file is to blame.</param>
    /// <param name="line">From 1.</param>
    public void Annotate(AnnotationLevel level, string message, string? title = null, string? file = null, int? line = null)
    {
        if (!IsActive) return;
        var properties = new List<string>();
        if (file is not null) properties.Add($"file={EscapeProperty(file.Replace('\\', '/'))}");
        if (line is { } number) properties.Add($"line={number}");
        if (title is not null) properties.Add($"title={EscapeProperty(redaction.Apply(title))}");
        output.WriteLine($"::{level.ToString().ToLowerInvariant()}{(properties.Count > 0 ? " " : "")}{string.Join(',', properties)}::{EscapeData(redaction.Apply(message))}");
    }

    /// <summary>Masks a value in everything GitHub logs after this line.</summary>
    public void Mask(string secret)
    {
        redaction.Add(secret);
        if (!IsActive) return;
        foreach (var line in secret.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)) output.WriteLine($"::add-mask::{EscapeData(line)}");
    }

    public void Group(string title)
    {
        if (IsActive) output.WriteLine($"::group::{EscapeData(redaction.Apply(title))}");
    }

    public void EndGroup()
    {
        if (IsActive) output.WriteLine("::endgroup::");
    }

    public static string EscapeData(string text) => text.Replace("%", "%25").Replace("\r", "%0D").Replace("\n", "%0A");

    public static string EscapeProperty(string text) => EscapeData(text).Replace(":", "%3A").Replace(",", "%2C");

    internal static string Fit(string text, long bytes)
    {
        if (Encoding.UTF8.GetByteCount(text) <= bytes) return text;
        var room = bytes - Encoding.UTF8.GetByteCount(Cut);
        if (room <= 0) return "";
        var kept = new StringBuilder();
        foreach (var line in text.Split('\n'))
        {
            room -= Encoding.UTF8.GetByteCount(line) + 1;
            if (room < 0) break;
            kept.Append(line).Append('\n');
        }
        return kept + Cut;
    }
}
