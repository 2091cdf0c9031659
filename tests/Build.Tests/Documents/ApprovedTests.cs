using System.Text.Json;
using Build.Tests.BadInput;

namespace Build.Tests.Documents;

/// <summary>What people look things up in: approved by a person, and up to date.</summary>
public sealed class ApprovedTests
{
    [Fact]
    public async Task Help_IsAsApproved()
    {
        await using var copy = new RepositoryCopy();
        var help = await copy.RunWithAsync(null, ["--help"]);
        Assert.True(help.ExitCode == 0, help.All);
        // From there on: above it is the engine's version.
        var lines = help.Lines.SkipWhile(line => !line.StartsWith("Targets", StringComparison.Ordinal)).ToList();
        Assert.Contains(lines, line => line.Contains("Deploy (default)", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("<no description>", StringComparison.Ordinal));
        Approved.Match("tests/Build.Tests/Approved/help.txt", string.Join('\n', lines).TrimEnd() + "\n");
    }

    [Fact]
    public void ParametersPage_IsWhatTheBuildSays()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(ProcessRun.Repository, ".nuke", "build.schema.json")));
        var local = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(Path.Combine(ProcessRun.Repository, ".nuke", "parameters.json")))!;
        var own = schema.RootElement.GetProperty("allOf").EnumerateArray().Where(part => part.TryGetProperty("properties", out _)).SelectMany(part => part.GetProperty("properties").EnumerateObject())
            .OrderBy(parameter => parameter.Name, StringComparer.OrdinalIgnoreCase).ToList();
        Assert.NotEmpty(own);
        var rows = own.Select(parameter => $"| `--{Kebab(parameter.Name)}` | `{parameter.Name}` | {(local.TryGetValue(parameter.Name, out var value) ? $"`{value}`" : "")} | {parameter.Value.GetProperty("description").GetString()} |\n");
        Approved.Match("docs/parameters.md", $"""
            # Parameters

            A value comes from the command line, the environment, the profile's file `.nuke/parameters.<profile>.json`, or `.nuke/parameters.json`, in this order. What is wrong is told all at once, before anything is changed.

            | on the command line | in a file | local profile | what it is |
            | --- | --- | --- | --- |

            """.ReplaceLineEndings("\n") + string.Concat(rows));
    }

    private static string Kebab(string name) => string.Concat(name.Select((ch, i) => char.IsUpper(ch) && i > 0 ? $"-{char.ToLowerInvariant(ch)}" : $"{char.ToLowerInvariant(ch)}"));
}
