using System.Text.Json;
using System.Text.Json.Nodes;

namespace Quorum.LocalCloud.Iam;

public enum Ruling { Allowed, NotAllowed, ExplicitlyDenied }

/// <summary>
/// IAM's evaluation of policy documents, pure: an explicit deny wins, then one allow is enough. A condition operator that is not known here never
/// lets anything through: an allow with it does not hold, a deny with it does.
/// </summary>
public static class PolicyEvaluator
{
    /// <param name="documents">Policies of one identity, or the trust of one role, as JSON text.</param>
    /// <param name="context">Condition key → value, e.g. <c>aws:PrincipalArn</c>; a key that is absent matches nothing.</param>
    /// <param name="principal">For a trust policy: who asks, as ARNs that it may be named by; null for an identity's own policies.</param>
    public static Ruling Evaluate(IEnumerable<string> documents, string action, string resource, IReadOnlyDictionary<string, string> context, IReadOnlyCollection<string>? principal = null)
    {
        var allowed = false;
        foreach (var statement in documents.SelectMany(Statements))
        {
            var deny = (string?)statement["Effect"] == "Deny";
            if (!Covers(statement, "Action", action, ignoreCase: true)) continue;
            if (principal is null ? !Covers(statement, "Resource", resource, ignoreCase: false) : !Names(statement["Principal"], principal)) continue;
            if (!Hold(statement["Condition"] as JsonObject, context, deny)) continue;
            if (deny) return Ruling.ExplicitlyDenied;
            allowed = true;
        }
        return allowed ? Ruling.Allowed : Ruling.NotAllowed;
    }

    private static IEnumerable<JsonObject> Statements(string document)
    {
        JsonNode? statement;
        try
        {
            statement = JsonNode.Parse(document)?["Statement"];
        }
        catch (JsonException)
        {
            return [];
        }
        return statement is JsonArray list ? list.OfType<JsonObject>() : statement is JsonObject one ? [one] : [];
    }

    private static bool Covers(JsonObject statement, string member, string value, bool ignoreCase) =>
        statement["Not" + member] is { } not ? !Texts(not).Any(pattern => Like(value, pattern, ignoreCase)) : Texts(statement[member]).Any(pattern => Like(value, pattern, ignoreCase));

    private static bool Names(JsonNode? principal, IReadOnlyCollection<string> who) =>
        principal is JsonValue ? (string?)principal == "*" : Texts((principal as JsonObject)?["AWS"]).Any(named => named == "*" || who.Contains(named));

    private static bool Hold(JsonObject? conditions, IReadOnlyDictionary<string, string> context, bool deny)
    {
        foreach (var (name, keys) in conditions ?? [])
        {
            var forAll = name.StartsWith("ForAllValues:", StringComparison.Ordinal);
            var plain = name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..];
            var ifExists = plain.EndsWith("IfExists", StringComparison.Ordinal);
            var comparison = ifExists ? plain[..^"IfExists".Length] : plain;
            foreach (var (key, expected) in (keys as JsonObject) ?? [])
            {
                var values = Texts(expected);
                var present = Find(context, key);
                bool? holds = (comparison, present) switch
                {
                    ("Null", _) => values.Contains(present is null ? "true" : "false"),
                    (_, null) => forAll || ifExists || comparison.Contains("Not", StringComparison.Ordinal),
                    ("StringEquals" or "Bool" or "ArnEquals", { } value) => values.Contains(value, comparison == "Bool" ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal),
                    ("StringNotEquals", { } value) => !values.Contains(value),
                    ("StringLike" or "ArnLike", { } value) => values.Any(pattern => Like(value, pattern, ignoreCase: false)),
                    ("StringNotLike" or "ArnNotLike", { } value) => !values.Any(pattern => Like(value, pattern, ignoreCase: false)),
                    _ => null,
                };
                if (!(holds ?? deny)) return false;
            }
        }
        return true;
    }

    private static string? Find(IReadOnlyDictionary<string, string> context, string key) =>
        context.FirstOrDefault(pair => pair.Key.Equals(key, StringComparison.OrdinalIgnoreCase)).Value;

    private static List<string> Texts(JsonNode? node) => node switch
    {
        JsonArray list => [.. list.Select(each => each?.ToString() ?? "")],
        null => [],
        _ => [node.ToString()],
    };

    private static bool Like(string value, string pattern, bool ignoreCase)
    {
        // * and ? as in IAM; no other character is special there, a backslash neither.
        var regex = "^" + System.Text.RegularExpressions.Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal) + "\\z";
        return System.Text.RegularExpressions.Regex.IsMatch(value, regex,
            System.Text.RegularExpressions.RegexOptions.CultureInvariant | System.Text.RegularExpressions.RegexOptions.Singleline | (ignoreCase ? System.Text.RegularExpressions.RegexOptions.IgnoreCase : 0));
    }
}
