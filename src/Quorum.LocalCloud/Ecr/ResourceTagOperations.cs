using System.Text.Json.Nodes;
using Quorum.LocalCloud.Host;

namespace Quorum.LocalCloud.Ecr;

/// <summary>AWS resource tags of repositories.</summary>
internal static class ResourceTagOperations
{
    private const int MaxTags = 50, MaxKeyLength = 128, MaxValueLength = 256;

    public static void Register(Action<string, Func<EcrRequest, JsonObject>> add)
    {
        add("TagResource", request => request.Store.Change(NameOf(request), r =>
        {
            foreach (var (key, value) in ReadTags(request)) r.ResourceTags[key] = value;
            if (r.ResourceTags.Count > MaxTags) throw new AwsException("TooManyTagsException", $"A repository may have at most {MaxTags} tags.");
            return new JsonObject();
        }));
        add("UntagResource", request => request.Store.Change(NameOf(request), r =>
        {
            foreach (var key in request.Texts("tagKeys")) r.ResourceTags.Remove(key);
            return new JsonObject();
        }));
        add("ListTagsForResource", request => request.Store.Read(NameOf(request), r => new JsonObject
        {
            ["tags"] = new JsonArray([.. r.ResourceTags.Select(t => new JsonObject { ["Key"] = t.Key, ["Value"] = t.Value })]),
        }));
    }

    /// <summary>The request's <c>tags</c>; ECR spells the members with a capital letter.</summary>
    public static IEnumerable<(string Key, string Value)> ReadTags(EcrRequest request)
    {
        var tags = request.Objects("tags").Select(t => (Key: t["Key"]?.GetValue<string>() ?? "", Value: t["Value"]?.GetValue<string>() ?? "")).ToList();
        if (tags.Count > MaxTags) throw new AwsException("TooManyTagsException", $"A repository may have at most {MaxTags} tags.");
        foreach (var (key, value) in tags)
        {
            if (key.Length is 0 or > MaxKeyLength || value.Length > MaxValueLength || key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase))
                throw new AwsException("InvalidTagParameterException", $"The tag '{key}' is not valid.");
        }
        return tags;
    }

    private static string NameOf(EcrRequest request)
    {
        const string marker = ":repository/";
        var arn = request.Required("resourceArn");
        var at = arn.IndexOf(marker, StringComparison.Ordinal);
        if (!arn.StartsWith("arn:aws:ecr:", StringComparison.Ordinal) || at < 0) throw EcrErrors.Invalid($"Invalid parameter at 'resourceArn': '{arn}' names no repository.");
        return arn[(at + marker.Length)..];
    }
}
