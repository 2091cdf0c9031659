using System.Text.Json;

namespace Quorum.LocalCloud.Host;

/// <summary>What a journal says after all its lines: the last value of each entry, in the order in which the entries were made.</summary>
internal sealed class KeptEntries
{
    private readonly Dictionary<string, Dictionary<string, (long Order, JsonElement Value)>> _parts = new(StringComparer.Ordinal);
    private long _order;

    /// <summary>Takes one line: a list of <c>[part, key, value]</c>.</summary>
    public void Take(JsonElement line)
    {
        foreach (var entry in line.EnumerateArray())
        {
            var (part, key, value) = (entry[0].GetString()!, entry[1].GetString()!, entry[2]);
            if (!_parts.TryGetValue(part, out var entries)) _parts.Add(part, entries = new(StringComparer.Ordinal));
            if (value.ValueKind == JsonValueKind.Null) entries.Remove(key);
            else entries[key] = (entries.TryGetValue(key, out var known) ? known.Order : _order++, value);
        }
    }

    public IReadOnlyList<KeyValuePair<string, JsonElement>> Of(string part) =>
        _parts.TryGetValue(part, out var entries) ? [.. entries.OrderBy(e => e.Value.Order).Select(e => KeyValuePair.Create(e.Key, e.Value.Value))] : [];

    public void Forget(string part) => _parts.Remove(part);

    /// <summary>What is still here no longer holds the bytes of the whole file.</summary>
    public void Detach()
    {
        foreach (var entries in _parts.Values)
            foreach (var (key, (order, value)) in entries.ToList()) entries[key] = (order, value.Clone());
    }

    public IEnumerable<(string Part, string Key, JsonElement Value)> Except(IReadOnlyCollection<string> parts) =>
        _parts.Keys.Where(p => !parts.Contains(p)).SelectMany(p => Of(p).Select(e => (p, e.Key, e.Value)));
}
