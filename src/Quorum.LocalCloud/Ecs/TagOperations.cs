using System.Text.Json.Nodes;
using Quorum.LocalCloud.Host;
using Quorum.Models.Ecs;

namespace Quorum.LocalCloud.Ecs;

/// <summary>Tags of any resource, and account settings.</summary>
internal static class TagOperations
{
    private static readonly IReadOnlyDictionary<string, string> Defaults = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["awsvpcTrunking"] = "disabled",
        ["containerInsights"] = "disabled",
        ["containerInstanceLongArnFormat"] = "enabled",
        ["serviceLongArnFormat"] = "enabled",
        ["tagResourceAuthorization"] = "on",
        ["taskLongArnFormat"] = "enabled",
    };

    public static void Add(EcsTable table)
    {
        table.Add("TagResource", (store, request) =>
        {
            Wire.KeepTags(store, Existing(store, request), request.Body["tags"]);
            return null;
        });
        table.Add("UntagResource", (store, request) =>
        {
            var arn = Existing(store, request);
            if (store.Tags.TryGetValue(arn, out var tags))
            {
                foreach (var key in request.Texts("tagKeys")) tags.Remove(key);
                store.TagsChanged(arn);
            }
            return null;
        });
        table.Add("ListTagsForResource", (store, request) => new JsonObject { ["tags"] = Wire.TagArray(store, Existing(store, request)) });
        table.Add("PutAccountSetting", Put);
        table.Add("PutAccountSettingDefault", Put);
        table.Add("ListAccountSettings", (store, request) =>
        {
            var name = request.Text("name");
            var effective = request.Flag("effectiveSettings") ? Defaults.Keys.Union(store.AccountSettings.Keys) : store.AccountSettings.Keys;
            return new JsonObject
            {
                ["settings"] = Wire.Array(effective.Where(n => name is null || n == name).Order(StringComparer.Ordinal),
                    n => Setting(n, store.AccountSettings.GetValueOrDefault(n) ?? Defaults[n])),
            };
        });
    }

    private static JsonObject Put(EcsStore store, AwsRequest request)
    {
        var name = request.Required("name", "InvalidParameterException");
        if (!Defaults.ContainsKey(name)) throw EcsException.Invalid($"The account setting {name} is not modelled by the embedded AWS.");
        var value = request.Required("value", "InvalidParameterException");
        store.AccountSettings[name] = value;
        store.SettingChanged(name);
        return new JsonObject { ["setting"] = Setting(name, value) };
    }

    private static JsonObject Setting(string name, string value) =>
        new() { ["name"] = name, ["value"] = value, ["principalArn"] = $"arn:aws:iam::{World.Account}:root", ["type"] = "user" };

    private static string Existing(EcsStore store, AwsRequest request)
    {
        var arn = request.Required("resourceArn", "InvalidParameterException");
        var exists = store.Model.Clusters.Any(c => c.Arn == arn || c.Tasks.ContainsKey(arn) || c.Services.Any(s => s.Arn == arn) || c.Instances.Any(i => i.Arn == arn))
            || arn.Contains(":task-definition/", StringComparison.Ordinal) && store.Model.FindTaskDefinition(arn) is not null;
        return exists ? arn : throw EcsException.Invalid("The specified resource was not found.");
    }
}
