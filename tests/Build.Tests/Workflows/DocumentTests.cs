using System.Text.Json;
using System.Text.RegularExpressions;

namespace Build.Tests.Workflows;

/// <summary>What the documents say is there: targets, parameters, pages.</summary>
public sealed partial class DocumentTests
{
    private static readonly string[] Engine = ["Profile", "Skip", "Help", "Verbosity", "Host", "Plan", "Continue"];

    private static IReadOnlyList<string> Documents { get; } =
        [.. Directory.EnumerateFiles(ProcessRun.Repository, "*.md"), .. Directory.EnumerateFiles(Path.Combine(ProcessRun.Repository, "docs"), "*.md", SearchOption.AllDirectories)];

    [Fact]
    public void Commands_OfAllDocuments_NameTargetsAndParametersThatExist()
    {
        var targets = WorkflowTests.Targets();
        var parameters = Parameters().Keys.Concat(Engine).Select(name => name.ToLowerInvariant()).ToHashSet();
        var calls = Documents.SelectMany(file => Call().Matches(File.ReadAllText(file)).Select(call => (File: Path.GetFileName(file), Words: call.Groups["rest"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)))).ToList();
        Assert.NotEmpty(calls);
        Assert.Empty(calls.SelectMany(call => call.Words.TakeWhile(word => !word.StartsWith('-')).Where(word => !targets.Contains(word)).Select(word => $"{call.File}: no target {word}")));
        Assert.Empty(calls.SelectMany(call => call.Words.Where(word => word.StartsWith("--", StringComparison.Ordinal) && !parameters.Contains(word.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant())).Select(word => $"{call.File}: no parameter {word}")));
    }

    [Fact]
    public void Links_OfAllDocuments_Resolve()
    {
        var links = Documents.SelectMany(file => Link().Matches(File.ReadAllText(file)).Select(link => (File: file, To: link.Groups["to"].Value.Split('#')[0])))
            .Where(link => link.To.Length > 0 && !link.To.Contains("://", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(links);
        Assert.Empty(links.Where(link => !Path.Exists(Path.Combine(Path.GetDirectoryName(link.File)!, link.To))).Select(link => $"{Path.GetFileName(link.File)}: {link.To}"));
    }

    [Fact]
    public void Parameters_AreAllDocumented()
    {
        var page = File.ReadAllText(Path.Combine(ProcessRun.Repository, "docs", "parameters.md"));
        var parameters = Parameters();
        Assert.NotEmpty(parameters);
        Assert.Empty(parameters.Where(each => !page.Contains($"| `{each.Key}` |", StringComparison.Ordinal) || !page.Contains($"| {each.Value} |", StringComparison.Ordinal)).Select(each => $"{each.Key}: {each.Value}"));
    }

    private static Dictionary<string, string> Parameters()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(ProcessRun.Repository, ".nuke", "build.schema.json")));
        return schema.RootElement.GetProperty("allOf").EnumerateArray().Where(part => part.TryGetProperty("properties", out _))
            .SelectMany(part => part.GetProperty("properties").EnumerateObject()).ToDictionary(x => x.Name, x => x.Value.TryGetProperty("description", out var text) ? text.GetString()! : "");
    }

    [GeneratedRegex(@"\./build\.(sh|ps1)(?<rest>( +[A-Za-z0-9./_-]+)*)")]
    private static partial Regex Call();

    [GeneratedRegex(@"\]\((?<to>[^)\s]+)\)")]
    private static partial Regex Link();
}
