using Quorum.LocalCloud.Oci;

namespace Quorum.LocalCloud.Ecr;

/// <summary>An image that a rule expires.</summary>
public sealed record Expiry(ImageState Image, IReadOnlyList<string> Tags, int Priority);

/// <summary>
/// Which images a policy expires. As ECR: every rule looks at all images that its tags select, but an image belongs to the first rule
/// that selects it, and an image inside an index stays as long as the index.
/// </summary>
public static class LifecycleEvaluation
{
    public static IReadOnlyList<Expiry> Run(LifecyclePolicy policy, RepositoryState repository, DateTimeOffset now)
    {
        var tags = repository.Tags.GroupBy(t => t.Value, t => t.Key).ToDictionary(g => g.Key, g => g.ToList());
        IReadOnlyList<string> TagsOf(ImageState image) => tags.GetValueOrDefault(image.Digest) ?? [];
        var held = repository.Images.Values.Where(i => MediaTypes.IsIndex(i.MediaType)).SelectMany(i => i.References).ToHashSet(StringComparer.Ordinal);
        var youngestFirst = repository.Images.Values.OrderByDescending(i => i.PushedAt).ThenBy(i => i.Digest, StringComparer.Ordinal).ToList();
        var owner = youngestFirst.ToDictionary(i => i, i => policy.Rules.FirstOrDefault(r => r.Selects(TagsOf(i))));
        var expired = new List<Expiry>();
        foreach (var rule in policy.Rules)
        {
            var selected = youngestFirst.Where(i => rule.Selects(TagsOf(i))).ToList();
            var marked = rule.ByAge ? selected.Where(i => now - i.PushedAt > TimeSpan.FromDays(rule.Count)) : selected.Skip(rule.Count);
            expired.AddRange(marked.Where(i => owner[i] == rule && !held.Contains(i.Digest)).Select(i => new Expiry(i, TagsOf(i), rule.Priority)));
        }
        return expired;
    }
}
