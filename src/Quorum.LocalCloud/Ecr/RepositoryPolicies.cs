using System.Text.Json;
using System.Text.Json.Nodes;
using Quorum.LocalCloud.Host;
using Quorum.LocalCloud.Oci;

namespace Quorum.LocalCloud.Ecr;

/// <summary>The resource policy of a repository: kept as given; the embedded AWS grants everything to everyone anyway.</summary>
internal static class RepositoryPolicies
{
    private const int MaxLength = 10_240;

    public static void Register(Action<string, Func<EcrRequest, JsonObject>> add)
    {
        add("SetRepositoryPolicy", Set);
        add("GetRepositoryPolicy", request => Answer(request, request.Store.Read(request.Repository, r => Existing(r))));
        add("DeleteRepositoryPolicy", request => Answer(request, request.Store.Change(request.Repository, r =>
        {
            var text = Existing(r);
            r.Policy = null;
            return text;
        })));
    }

    private static JsonObject Set(EcrRequest request)
    {
        var name = request.Repository;
        var text = request.Required("policyText");
        if (text.Length > MaxLength || !IsPolicy(text)) throw EcrErrors.Invalid($"Invalid parameter at 'PolicyText' failed to satisfy constraint: 'Invalid repository policy provided'");
        request.Store.Change(name, r => r.Policy = text);
        return Answer(request, text);
    }

    private static bool IsPolicy(string text)
    {
        try
        {
            return JsonNode.Parse(text) is JsonObject { } o && o["Statement"] is JsonArray or JsonObject;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Existing(RepositoryState r) => r.Policy
        ?? throw new AwsException("RepositoryPolicyNotFoundException", $"Repository policy does not exist for the repository with name '{r.Name}' in the registry with id '{World.Account}'");

    private static JsonObject Answer(EcrRequest request, string text)
    {
        var answer = request.Answer(request.Repository);
        answer["policyText"] = text;
        return answer;
    }
}
