using System.Text;
using System.Text.RegularExpressions;
using Docker.DotNet.Models;
using Quorum.Pipeline;

namespace Quorum.Images;

/// <summary>
/// Reads the engine's build messages as they come. The engine answers 200 before it builds: a failed step is only a message, so whoever
/// does not look here takes a failed build for a good one.
/// </summary>
public sealed partial class BuildMessages(IProgress<StageProgress> progress, IClock clock) : IProgress<JSONMessage>
{
    /// <summary>Lines of the failing step that an error shows.</summary>
    public const int ShownLines = 20;

    private readonly Queue<string> lines = new();
    private readonly List<BuildStep> steps = [];
    private readonly StringBuilder partial = new();
    private DateTimeOffset stepStarted;

    /// <summary><c>sha256:…</c> of the last image named; each stage names one, the last is the result.</summary>
    public string? ImageId { get; private set; }

    public string? Error { get; private set; }

    /// <summary>Finished steps with their time; the one under way is the last.</summary>
    public IReadOnlyList<BuildStep> Steps => steps;

    public IReadOnlyList<string> LastLines => [.. lines];

    public void Report(JSONMessage value)
    {
        if (value.Error is { } error) Error ??= error.Message ?? $"the engine reports code {error.Code}";
        if (value.Aux?.ExtensionData is { } aux && aux.TryGetValue("ID", out var id) && id?.ToString() is { Length: > 0 } image) ImageId = image;
        if (value.Stream is { Length: > 0 } text) AddText(text);
        if (value.Status is { Length: > 0 } status) AddStatus(value, status);
    }

    /// <summary>Call when the stream has ended.</summary>
    /// <returns>The image's id.</returns>
    /// <exception cref="StageException">A step failed, or the stream ended without naming an image.</exception>
    public string Finish()
    {
        Flush();
        CloseStep();
        if (Error is not null) throw BuildFailure.Explain(Error, steps.LastOrDefault(), LastLines);
        return ImageId ?? throw new StageException(
            $"The engine's answer ended {(steps.Count == 0 ? "before the first step" : $"after step {steps[^1].Number}/{steps[^1].Of}")} without an image and without an error.",
            "Look at the engine's log, then run the build again: nothing was pushed.");
    }

    private void AddText(string text)
    {
        partial.Append(text);
        var all = partial.ToString();
        var end = all.LastIndexOf('\n');
        if (end < 0) return;
        partial.Clear().Append(all, end + 1, all.Length - end - 1);
        foreach (var line in all[..end].Split('\n')) AddLine(line.TrimEnd('\r'));
    }

    private void Flush()
    {
        if (partial.Length > 0) AddLine(partial.ToString());
        partial.Clear();
    }

    private void AddLine(string line)
    {
        if (line.Length == 0) return;
        var match = Step().Match(line);
        if (match.Success && int.TryParse(match.Groups[1].Value, out var number) && int.TryParse(match.Groups[2].Value, out var of))
        {
            CloseStep();
            lines.Clear();
            var step = new BuildStep(number, of, match.Groups[3].Value, null, false);
            steps.Add(step);
            stepStarted = clock.Now;
            progress.Report(new($"step {number}/{of}", step.Instruction, of == 0 ? null : (number - 1) / (double)of));
            return;
        }

        if (line.Contains("Using cache", StringComparison.Ordinal) && steps.Count > 0) steps[^1] = steps[^1] with { Cached = true };
        lines.Enqueue(line);
        if (lines.Count > ShownLines) lines.Dequeue();
    }

    private void CloseStep()
    {
        if (steps.Count == 0 || steps[^1].Time is not null) return;
        var step = steps[^1] = steps[^1] with { Time = clock.Now - stepStarted };
        progress.Report(new($"step {step.Number}/{step.Of}", Error is null ? "done" : "failed", step.Of == 0 ? null : step.Number / (double)step.Of, $"{(step.Cached ? "cached" : $"{step.Time!.Value.TotalSeconds:0.0} s")}"));
    }

    // Statuses come while the base image is pulled: one item per layer.
    private void AddStatus(JSONMessage message, string status)
    {
        double? fraction = message.Progress is { Current: { } current, Total: > 0 } ? Math.Clamp(current / (double)message.Progress.Total!.Value, 0, 1) : null;
        progress.Report(new(message.ID is { Length: > 0 } id ? $"base {id}" : "base", status, fraction));
    }

    [GeneratedRegex(@"^Step (\d+)/(\d+) : (.*)$")]
    private static partial Regex Step();
}

/// <param name="Time">Null while it runs.</param>
public sealed record BuildStep(int Number, int Of, string Instruction, TimeSpan? Time, bool Cached);
