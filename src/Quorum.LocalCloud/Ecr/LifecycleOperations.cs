using System.Text.Json.Nodes;
using Quorum.LocalCloud.Host;
using Quorum.LocalCloud.Oci;

namespace Quorum.LocalCloud.Ecr;

/// <summary>Lifecycle policies and their preview. Previews are computed when they are asked for, so they are always COMPLETE.</summary>
internal static class LifecycleOperations
{
    public static void Register(Action<string, Func<EcrRequest, JsonObject>> add)
    {
        add("PutLifecyclePolicy", request =>
        {
            var name = request.Repository;
            var text = Valid(request.Required("lifecyclePolicyText"));
            request.Store.Change(name, r => r.LifecyclePolicy = text);
            return Answer(request, name, text);
        });
        add("GetLifecyclePolicy", request => Answer(request, request.Repository, request.Store.Read(request.Repository, Existing)));
        add("DeleteLifecyclePolicy", request => Answer(request, request.Repository, request.Store.Change(request.Repository, r =>
        {
            var text = Existing(r);
            r.LifecyclePolicy = null;
            return text;
        })));
        add("StartLifecyclePolicyPreview", request =>
        {
            var name = request.Repository;
            var given = request.Text("lifecyclePolicyText") is { } t ? Valid(t) : null;
            var text = request.Store.Change(name, r => r.LifecyclePreview = given ?? Existing(r));
            var answer = Answer(request, name, text!);
            answer["status"] = "COMPLETE";
            return answer;
        });
        add("GetLifecyclePolicyPreview", Preview);
    }

    private static JsonObject Preview(EcrRequest request)
    {
        var name = request.Repository;
        return request.Store.Read(name, r =>
        {
            var text = r.LifecyclePreview ?? throw new AwsException("LifecyclePolicyPreviewNotFoundException",
                $"There is no lifecycle policy preview for the repository with name '{name}' in the registry with id '{World.Account}'");
            var results = LifecycleEvaluation.Run(LifecyclePolicy.Parse(text, out _)!, r, request.World.UtcNow);
            var status = (request.Body["filter"] as JsonObject)?["tagStatus"]?.GetValue<string>() ?? "ANY";
            var shown = results.Where(e => status == "ANY" || (status == "TAGGED") == (e.Tags.Count > 0)).ToList();
            var answer = Answer(request, name, text);
            answer["status"] = "COMPLETE";
            answer["previewResults"] = request.Page(answer, shown, e => new JsonObject
            {
                ["imageTags"] = new JsonArray([.. e.Tags.Select(t => (JsonNode)t)]),
                ["imageDigest"] = e.Image.Digest,
                ["imagePushedAt"] = HostJson.Seconds(e.Image.PushedAt),
                ["action"] = new JsonObject { ["type"] = "EXPIRE" },
                ["appliedRulePriority"] = e.Priority,
            });
            answer["summary"] = new JsonObject { ["expiringImageTotalCount"] = results.Count };
            return answer;
        });
    }

    private static string Valid(string text) => LifecyclePolicy.Parse(text, out var problems) is not null
        ? text
        : throw EcrErrors.Invalid($"Invalid parameter at 'LifecyclePolicyText' failed to satisfy constraint: 'Lifecycle policy validation failure: {string.Join("; ", problems)}'");

    private static string Existing(RepositoryState r) => r.LifecyclePolicy
        ?? throw new AwsException("LifecyclePolicyNotFoundException", $"Lifecycle policy does not exist for the repository with name '{r.Name}' in the registry with id '{World.Account}'");

    private static JsonObject Answer(EcrRequest request, string name, string text)
    {
        var answer = request.Answer(name);
        answer["lifecyclePolicyText"] = text;
        return answer;
    }
}
