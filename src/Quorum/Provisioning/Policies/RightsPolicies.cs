using System.Text.Json;

namespace Quorum.Provisioning.Policies;

internal static class RightsPolicies
{
    private static readonly string[] WithPolicies = ["aws:iam/rolePolicy:RolePolicy", "aws:iam/policy:Policy", "aws:kms/key:Key", "aws:s3/bucketPolicy:BucketPolicy"];

    /// <summary>A statement that allows with a * must say why, in its Sid; one that allows everything on everything has no reason that would do.</summary>
    public static IEnumerable<(GraphResource, string)> Wildcards(ResourceGraph graph)
    {
        foreach (var resource in graph.Resources.Where(resource => WithPolicies.Contains(resource.Type)))
        {
            if (resource.Text("policy") is not { } text) continue;
            using var document = JsonDocument.Parse(text);
            foreach (var statement in document.RootElement.GetProperty("Statement").EnumerateArray())
            {
                if (statement.GetProperty("Effect").GetString() != "Allow") continue;
                var actions = Texts(statement, "Action");
                var resources = Texts(statement, "Resource");
                var conditional = statement.TryGetProperty("Condition", out _);
                if (actions.Contains("*")) yield return (resource, "allows every action");
                else if (actions.Concat(resources).Any(item => item.Contains('*', StringComparison.Ordinal)) && !statement.TryGetProperty("Sid", out _))
                    yield return (resource, $"allows {string.Join(", ", actions.Take(2))}{(actions.Length > 2 ? ", …" : "")} with a * and gives no reason in its Sid");
                else if (!conditional && resource.Type is "aws:iam/rolePolicy:RolePolicy" or "aws:iam/policy:Policy" && resources.Contains("*") && actions.Any(action => action is "iam:*" or "sts:*" or "kms:*" or "s3:*"))
                    yield return (resource, "allows everything of a service that grants rights, on everything");
            }
        }
    }

    private static string[] Texts(JsonElement statement, string name) => !statement.TryGetProperty(name, out var value) ? []
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(item => item.GetString()!)] : [value.GetString()!];
}
