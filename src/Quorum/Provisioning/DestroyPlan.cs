using Quorum.Pipeline;

namespace Quorum.Provisioning;

/// <summary>What a Destroy keeps: data volumes, the snapshot bucket and keys, unless a person named each of them.</summary>
/// <param name="Kept">URNs left in place, with the components they belong to and what they stand on.</param>
/// <param name="Unprotected">URNs whose protection must be lifted, because they are to be deleted.</param>
/// <param name="Deleted">URNs that go.</param>
public sealed record DestroyPlan(IReadOnlyList<string> Kept, IReadOnlyList<string> Unprotected, IReadOnlyList<string> Deleted)
{
    private static readonly string[] KeptTypes = ["aws:ebs/volume:Volume", "aws:s3/bucket:Bucket", "aws:kms/key:Key"];

    /// <summary>Logical names of what stays in the account; without the components, which exist in the plan only.</summary>
    public IReadOnlyList<string> KeptNames =>
        [.. Kept.Where(urn => urn.Contains("$aws:", StringComparison.Ordinal)).Select(urn => urn[(urn.LastIndexOf("::", StringComparison.Ordinal) + 2)..])];

    /// <param name="named">Logical names or URNs of what may go although it is kept otherwise.</param>
    /// <exception cref="InputException">A name means nothing, or means something that goes anyway: then the person expects something else than will happen.</exception>
    public static DestroyPlan Of(ResourceGraph graph, IReadOnlyCollection<string> named)
    {
        var precious = graph.Resources.Where(resource => KeptTypes.Contains(resource.Type)).ToArray();
        var unknown = named.Where(name => !precious.Any(resource => Means(name, resource))).ToArray();
        if (unknown.Length > 0)
            throw new InputException([.. unknown.Select(name => new InputProblem("Delete", name, $"one of {string.Join(", ", precious.Select(resource => resource.Name))}"))]);

        var kept = new HashSet<string>();
        var waiting = new Queue<GraphResource>(precious.Where(resource => !named.Any(name => Means(name, resource))));
        while (waiting.TryDequeue(out var resource))
        {
            if (!kept.Add(resource.Urn)) continue;
            foreach (var urn in resource.Dependencies.Append(resource.Parent))
                if (urn is not null && graph.ByUrn(urn) is { } other) waiting.Enqueue(other);
            // A kept bucket keeps its locks: its policy, encryption and public access block.
            if (resource.Type == "aws:s3/bucket:Bucket")
                foreach (var part in graph.Resources.Where(part => part.Type.StartsWith("aws:s3/", StringComparison.Ordinal) && part.Dependencies.Contains(resource.Urn)))
                    waiting.Enqueue(part);
        }

        var deleted = graph.Resources.Where(resource => resource.Custom && !kept.Contains(resource.Urn)).ToArray();
        return new(
            [.. kept.Order(StringComparer.Ordinal)],
            [.. deleted.Where(resource => resource.Protect).Select(resource => resource.Urn)],
            [.. deleted.Select(resource => resource.Urn)]);
    }

    private static bool Means(string name, GraphResource resource) => name == resource.Name || name == resource.Urn;
}
