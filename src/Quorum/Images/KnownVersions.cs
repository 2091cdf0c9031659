using System.Text.Json;
using Quorum.Pipeline;

namespace Quorum.Images;

/// <summary>Elasticsearch versions and upgrade steps that lose or block data, from the dated file <c>images/known-versions.json</c>, compiled in.</summary>
public sealed class KnownVersions
{
    private const string Downgrade = "downgrade", SkippedMajor = "skipped-major";

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
    /// <param name="allowed">Names as in the file's <c>name</c>, from <c>--allow-versions</c>.</param>
    public IReadOnlyList<KnownProblem> Against(string version, IReadOnlyCollection<string>? allowed = null) =>
        [.. document.Versions
            .Where(bad => In(version, bad.From, bad.To) && !(allowed ?? []).Contains(bad.Name))
            .Select(bad => new KnownProblem(bad.Name, bad.Problem, $"use {bad.FixedIn} or later", bad.Source))];

    /// <summary>What is known against going from one version to another; empty when they are equal.</summary>
    public IReadOnlyList<KnownProblem> AgainstUpgrade(string from, string to, IReadOnlyCollection<string>? allowed = null)
    {
        if (!Version.TryParse(from, out var old) || !Version.TryParse(to, out var next) || old == next) return [];
        var problems = new List<KnownProblem>();
        if (next < old) problems.Add(new(Downgrade, $"{from} → {to}: Elasticsearch does not start an older version on a newer data path.", $"keep {from} or go forward", "Elasticsearch reference, \"Upgrade\""));
        if (next.Major > old.Major + 1) problems.Add(new(SkippedMajor, $"{from} → {to} skips a major version.", $"go through the last minor of {old.Major + 1}.x first", "Elasticsearch reference, \"Upgrade\""));
        problems.AddRange(document.Edges
            .Where(edge => In(from, edge.FromAtLeast, edge.FromAtMost) && In(to, edge.ToAtLeast, edge.ToAtMost))
            .Select(edge => new KnownProblem(edge.Name, edge.Problem, edge.WayOut, edge.Source)));
        return [.. problems.Where(problem => !(allowed ?? []).Contains(problem.Name))];
    }

    /// <summary>Every name that <c>--allow-versions</c> may take.</summary>
    public IEnumerable<string> Names => [.. document.Versions.Select(bad => bad.Name), .. document.Edges.Select(edge => edge.Name), Downgrade, SkippedMajor];

    /// <summary>Refuses a step that loses or blocks data, before anything is pushed or rolled.</summary>
    /// <param name="running">Versions that slots run now; more than one in the middle of an upgrade.</param>
    /// <returns>What is gone through with all the same, by name; empty as a rule.</returns>
    /// <exception cref="StageException">A step is known to be bad and not allowed by name.</exception>
    public IReadOnlyList<string> RequireUpgrade(IEnumerable<string> running, string target, IReadOnlyCollection<string>? allowed = null)
    {
        var known = running.SelectMany(from => AgainstUpgrade(from, target)).DistinctBy(problem => (problem.Name, problem.Problem)).ToList();
        var refused = known.Where(problem => !(allowed ?? []).Contains(problem.Name)).ToList();
        if (refused.Count == 0) return [.. known.Select(problem => problem.Name).Distinct(StringComparer.Ordinal)];
        throw new StageException(
            string.Join(Environment.NewLine, refused.Select(problem => $"Upgrade to Elasticsearch {target} refused: {problem.Problem} ({problem.Name}; {problem.Source}; list of {AsOf})")),
            $"{refused[0].WayOut}; or, knowing the risk, --allow-versions {string.Join('+', refused.Select(problem => problem.Name).Distinct(StringComparer.Ordinal))}");
    }

    /// <summary>Refuses a version with a known problem before anything is built or pushed.</summary>
    public void Require(string version, IReadOnlyCollection<string>? allowed = null)
    {
        var problems = Against(version, allowed);
        if (problems.Count == 0) return;
        throw new StageException(
            string.Join(Environment.NewLine, problems.Select(problem => $"Elasticsearch {version}: {problem.Problem} ({problem.Name}; {problem.Source}; list of {AsOf})")),
            $"{problems[0].WayOut}; or, knowing the risk, --allow-versions {string.Join('+', problems.Select(problem => problem.Name))}");
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

/// <param name="Name">What <c>--allow-versions</c> takes.</param>
/// <param name="From">First affected version.</param>
/// <param name="To">Last affected version, inclusive.</param>
public sealed record BadVersion(string Name, string From, string To, string FixedIn, string Problem, string Source);

/// <summary>A step between two ranges of versions that must not be taken.</summary>
public sealed record BadEdge(string Name, string FromAtLeast, string FromAtMost, string ToAtLeast, string ToAtMost, string Problem, string WayOut, string Source);

public sealed record KnownProblem(string Name, string Problem, string WayOut, string Source);
