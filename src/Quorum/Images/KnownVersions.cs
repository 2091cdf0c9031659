using System.Text.Json;
using Quorum.Pipeline;

namespace Quorum.Images;

/// <summary>Elasticsearch versions and upgrade steps that lose or block data, from the dated file <c>images/known-versions.json</c>, compiled in.</summary>
public sealed class KnownVersions
{
    private const string Resource = "Quorum.known-versions.json";

    private static readonly Lazy<KnownVersions> Shipped = new(ReadShipped);

    private readonly Document document;

    private KnownVersions(Document document) => this.document = document;

    public static KnownVersions Default => Shipped.Value;

    /// <summary>Day the file was last compared with Elasticsearch's release notes, yyyy-MM-dd.</summary>
    public string AsOf => document.AsOf;

    public IReadOnlyList<BadVersion> Versions => document.Versions;

    public IReadOnlyList<BadEdge> Edges => document.Edges;

    public static KnownVersions Parse(string json)
    {
        var document = JsonSerializer.Deserialize<Document>(json, new JsonSerializerOptions(JsonSerializerDefaults.Web)) ?? throw new JsonException("empty");
        foreach (var range in document.Versions.SelectMany(bad => new[] { bad.From, bad.To }).Concat(document.Edges.SelectMany(edge => new[] { edge.FromAtLeast, edge.FromAtMost, edge.ToAtLeast, edge.ToAtMost })))
        {
            if (!Version.TryParse(range, out _)) throw new JsonException($"{range} is not a version");
        }

        return new(document);
    }

    /// <summary>What is known against running <paramref name="version"/>, less what is allowed by name.</summary>
    /// <param name="allowed">Names as in the file's <c>name</c>, from <c>--allow-version</c>.</param>
    public IReadOnlyList<KnownProblem> Against(string version, IReadOnlyCollection<string>? allowed = null) =>
        [.. document.Versions
            .Where(bad => In(version, bad.From, bad.To) && !(allowed ?? []).Contains(bad.Name))
            .Select(bad => new KnownProblem(bad.Name, bad.Problem, $"use {bad.FixedIn} or later", bad.Source))];

    /// <summary>What is known against going from one version to another; empty when they are equal.</summary>
    public IReadOnlyList<KnownProblem> AgainstUpgrade(string from, string to, IReadOnlyCollection<string>? allowed = null)
    {
        if (!Version.TryParse(from, out var old) || !Version.TryParse(to, out var next) || old == next) return [];
        var problems = new List<KnownProblem>();
        if (next < old) problems.Add(new("downgrade", $"{from} → {to}: Elasticsearch does not start an older version on a newer data path.", $"keep {from} or go forward", "Elasticsearch reference, \"Upgrade\""));
        if (next.Major > old.Major + 1) problems.Add(new("skipped-major", $"{from} → {to} skips a major version.", $"go through the last minor of {old.Major + 1}.x first", "Elasticsearch reference, \"Upgrade\""));
        problems.AddRange(document.Edges
            .Where(edge => In(from, edge.FromAtLeast, edge.FromAtMost) && In(to, edge.ToAtLeast, edge.ToAtMost))
            .Select(edge => new KnownProblem(edge.Name, edge.Problem, edge.WayOut, edge.Source)));
        return [.. problems.Where(problem => !(allowed ?? []).Contains(problem.Name))];
    }

    /// <summary>Refuses a version with a known problem before anything is built or pushed.</summary>
    public void Require(string version, IReadOnlyCollection<string>? allowed = null)
    {
        var problems = Against(version, allowed);
        if (problems.Count == 0) return;
        throw new StageException(
            string.Join(Environment.NewLine, problems.Select(problem => $"Elasticsearch {version}: {problem.Problem} ({problem.Name}; {problem.Source}; list of {AsOf})")),
            $"{problems[0].WayOut}; or, knowing the risk, --allow-version {string.Join(' ', problems.Select(problem => problem.Name))}");
    }

    private static bool In(string version, string from, string to) =>
        Version.TryParse(version, out var value) && value >= Version.Parse(from) && value <= Version.Parse(to);

    private static KnownVersions ReadShipped()
    {
        using var stream = typeof(KnownVersions).Assembly.GetManifestResourceStream(Resource) ?? throw new InvalidOperationException($"{Resource} is not embedded");
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }

    private sealed record Document(string AsOf, IReadOnlyList<BadVersion> Versions, IReadOnlyList<BadEdge> Edges);
}

/// <param name="Name">What <c>--allow-version</c> takes.</param>
/// <param name="From">First affected version.</param>
/// <param name="To">Last affected version, inclusive.</param>
public sealed record BadVersion(string Name, string From, string To, string FixedIn, string Problem, string Source);

/// <summary>A step between two ranges of versions that must not be taken.</summary>
public sealed record BadEdge(string Name, string FromAtLeast, string FromAtMost, string ToAtLeast, string ToAtMost, string Problem, string WayOut, string Source);

public sealed record KnownProblem(string Name, string Problem, string WayOut, string Source);
