using System.Text.Json;

namespace Quorum.Provisioning;

/// <summary>What changed from one graph to the next, by URN.</summary>
/// <param name="Changed">URN → wire names of the inputs that differ.</param>
public sealed record GraphDiff(
    IReadOnlyList<GraphResource> Added, IReadOnlyList<GraphResource> Removed, IReadOnlyList<KeyValuePair<GraphResource, IReadOnlyList<string>>> Changed)
{
    public bool IsEmpty => Added.Count + Removed.Count + Changed.Count == 0;

    /// <param name="before">Null: nothing was applied before.</param>
    public static GraphDiff Between(ResourceGraph? before, ResourceGraph after)
    {
        var old = (before?.Resources ?? []).Where(resource => resource.Custom).ToDictionary(resource => resource.Urn);
        var now = after.Resources.Where(resource => resource.Custom).ToDictionary(resource => resource.Urn);
        return new(
            [.. now.Values.Where(resource => !old.ContainsKey(resource.Urn))],
            [.. old.Values.Where(resource => !now.ContainsKey(resource.Urn))],
            [.. now.Values.Where(resource => old.ContainsKey(resource.Urn))
                .Select(resource => KeyValuePair.Create(resource, Differences(old[resource.Urn].Inputs, resource.Inputs)))
                .Where(pair => pair.Value.Count > 0)]);
    }

    private static IReadOnlyList<string> Differences(JsonElement before, JsonElement after)
    {
        var old = before.EnumerateObject().ToDictionary(member => member.Name, member => member.Value);
        var now = after.EnumerateObject().ToDictionary(member => member.Name, member => member.Value);
        return
        [
            .. old.Keys.Union(now.Keys).Order(StringComparer.Ordinal)
                .Where(name => !old.TryGetValue(name, out var left) || !now.TryGetValue(name, out var right) || !JsonElement.DeepEquals(left, right)),
        ];
    }
}
