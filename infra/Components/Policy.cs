using System.Text.Encodings.Web;
using System.Text.Json;

namespace Quorum.Infra.Components;

/// <summary>
/// One statement of an IAM policy. An action or resource that cannot be narrowed down says why: <see cref="Because"/> becomes the statement's
/// Sid, so that the reason is where the right is, also in the account.
/// </summary>
public sealed record Statement(IReadOnlyList<string> Actions, IReadOnlyList<string> Resources)
{
    public string Effect { get; init; } = "Allow";

    /// <summary>Letters and digits only. Required for a wildcard.</summary>
    public string? Because { get; init; }

    /// <summary>Operator → key → values.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string[]>>? Conditions { get; init; }

    /// <summary>Kind → values, only in policies of roles and of resources.</summary>
    public (string Kind, string Value)? Principal { get; init; }
}

public static class Policy
{
    private const string Version = "2012-10-17";
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Document(params Statement[] statements)
    {
        // IAM refuses a policy in which two statements have the same Sid; two may well have the same reason.
        var reasons = new Dictionary<string, int>();
        var json = statements.Select(statement =>
        {
            if (statement.Because is not { } reason) return Json(statement);
            var count = reasons[reason] = reasons.GetValueOrDefault(reason) + 1;
            return Json(count == 1 ? statement : statement with { Because = $"{reason}{count}" });
        }).ToArray();
        return JsonSerializer.Serialize(new Dictionary<string, object> { ["Version"] = Version, ["Statement"] = json }, Options);
    }

    public static string Trust(string service, params Statement[] others) => Document([new Statement(["sts:AssumeRole"], []) { Principal = ("Service", service) }, .. others]);

    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, string[]>> When(params (string Operator, string Key, string[] Values)[] conditions) =>
        conditions.GroupBy(condition => condition.Operator).ToDictionary(
            group => group.Key,
            group => (IReadOnlyDictionary<string, string[]>)group.ToDictionary(condition => condition.Key, condition => condition.Values));

    private static Dictionary<string, object> Json(Statement statement)
    {
        var json = new Dictionary<string, object>();
        if (statement.Because is { } reason) json["Sid"] = reason;
        json["Effect"] = statement.Effect;
        if (statement.Principal is { } principal)
            json["Principal"] = principal.Value == "*" ? "*" : new Dictionary<string, string> { [principal.Kind] = principal.Value };
        json["Action"] = statement.Actions;
        if (statement.Resources.Count > 0) json["Resource"] = statement.Resources;
        if (statement.Conditions is { } conditions) json["Condition"] = conditions;
        return json;
    }
}
