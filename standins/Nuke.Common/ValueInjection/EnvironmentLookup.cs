using System.Collections;

namespace Nuke.Common.ValueInjection;

/// <summary>
/// Finds a parameter in the environment: by its exact name first, else by any variable that is equal after dropping all that is neither
/// letter nor digit, ignoring case, optionally with a leading NUKE.
/// </summary>
internal static class EnvironmentLookup
{
    private const string Prefix = "NUKE";

    private static readonly Lazy<Dictionary<string, List<(string Name, string Value)>>> s_normalized = new(Normalized);

    /// <summary>Null when absent, or when different variables claim it (with a warning).</summary>
    public static string Find(string parameterName, Action<string> warn)
    {
        var exact = Environment.GetEnvironmentVariable(parameterName);
        if (exact != null)
            return exact;
        var key = Key(parameterName);
        s_normalized.Value.TryGetValue(key, out var plain);
        s_normalized.Value.TryGetValue(Prefix + key, out var prefixed);
        var values = (plain ?? []).Concat(prefixed ?? []).Select(x => x.Value).Distinct().ToList();
        if (values.Count > 1)
            warn($"Could not resolve {parameterName} since multiple values are provided");
        return values.Count == 1 ? values[0] : null;
    }

    private static Dictionary<string, List<(string, string)>> Normalized()
    {
        var result = new Dictionary<string, List<(string, string)>>(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            var key = Key((string)entry.Key);
            if (!result.TryGetValue(key, out var entries))
                result[key] = entries = [];
            entries.Add(((string)entry.Key, (string)entry.Value));
        }

        return result;
    }

    private static string Key(string name) => string.Concat(name.Where(char.IsLetterOrDigit));
}
