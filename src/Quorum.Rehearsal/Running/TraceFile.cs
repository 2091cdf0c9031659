using System.Text.Json;
using System.Text.Json.Serialization;
using Quorum.Pipeline;
using Quorum.Rehearsal.Checks;
using Quorum.Rehearsal.Scenarios;

namespace Quorum.Rehearsal.Running;

/// <summary>A failure on disk: the scenario that is played again by <c>--replay</c>, what it broke, and a timeline for people.</summary>
public static class TraceFile
{
    private const int Format = 1;

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Converters = { new JsonStringEnumConverter() } };

    /// <returns>The failure with the file's path.</returns>
    public static RehearsalFailure Write(string folder, RehearsalResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"seed-{result.Scenario.Seed}-{result.Failure}.json");
        var text = JsonSerializer.Serialize(new Content(Format, result.Failure, result.Problem, [.. result.Violations], result.Scenario, [.. result.Timeline]), Json);
        File.WriteAllText(path, text);
        return new RehearsalFailure(result.Scenario.Seed, result.Failure, result.Violations.IsEmpty ? result.Problem : result.Violations[0].Text, path, result.Scenario.Faults.Length, result.Scenario.Slots.Length);
    }

    public static Scenario Read(string path)
    {
        try
        {
            var content = JsonSerializer.Deserialize<Content>(File.ReadAllText(path), Json);
            if (content is { Format: Format, Scenario: { } scenario }) return scenario;
            throw new StageException($"{path} is not a trace of this version (format {content?.Format}, expected {Format})", "play its seed again: ./build.sh Rehearse --seed N");
        }
        catch (Exception unreadable) when (unreadable is IOException or JsonException or UnauthorizedAccessException)
        {
            throw new StageException($"the trace {path} cannot be read: {unreadable.Message}", "traces of failures are written to artifacts/rehearsal/", unreadable);
        }
    }

    private sealed record Content(int Format, string Failure, string Problem, IReadOnlyList<Violation> Violations, Scenario Scenario, IReadOnlyList<string> Timeline);
}
