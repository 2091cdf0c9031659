using System.Text.Json.Nodes;
using Quorum.LocalCloud.Host;
using Quorum.Models.Ecs;

namespace Quorum.LocalCloud.Ecs;

internal static class TaskDefinitionOperations
{
    public static void Add(EcsTable table)
    {
        table.Add("RegisterTaskDefinition", (store, request) =>
        {
            Wire.Refuse(request, "proxyConfiguration", "inferenceAccelerators", "ephemeralStorage");
            var definition = store.Model.RegisterTaskDefinition(TaskDefinitionReader.Read(request));
            Wire.KeepTags(store, definition.Arn, request.Body["tags"]);
            return new JsonObject { ["taskDefinition"] = ToJson(definition), ["tags"] = Wire.TagArray(store, definition.Arn) };
        });
        table.Add("DescribeTaskDefinition", (store, request) =>
        {
            var definition = store.Model.TaskDefinition(request.Required("taskDefinition", "InvalidParameterException"));
            var answer = new JsonObject { ["taskDefinition"] = ToJson(definition) };
            if (Wire.Includes(request, "TAGS")) answer["tags"] = Wire.TagArray(store, definition.Arn);
            return answer;
        });
        table.Add("DeregisterTaskDefinition", (store, request) =>
            new JsonObject { ["taskDefinition"] = ToJson(store.Model.DeregisterTaskDefinition(request.Required("taskDefinition", "InvalidParameterException"))) });
        table.Add("ListTaskDefinitions", (store, request) =>
        {
            var family = request.Text("familyPrefix");
            var active = request.Text("status") is not "INACTIVE";
            var arns = store.Model.Families.Where(f => family is null or "" || f.Key == family).SelectMany(f => f.Value).Where(d => d.Active == active).Select(d => d.Arn);
            return Wire.Page(request, "taskDefinitionArns", [.. request.Text("sort") == "DESC" ? arns.Reverse() : arns]);
        });
        table.Add("ListTaskDefinitionFamilies", (store, request) =>
        {
            var prefix = request.Text("familyPrefix") ?? "";
            var status = request.Text("status") ?? "ALL";
            return Wire.Page(request, "families", [.. store.Model.Families
                .Where(f => f.Key.StartsWith(prefix, StringComparison.Ordinal) && (status == "ALL" || f.Value.Exists(d => d.Active) == (status == "ACTIVE")))
                .Select(f => f.Key)]);
        });
    }

    public static JsonObject ToJson(EcsTaskDefinition definition)
    {
        var json = (JsonObject)JsonNode.Parse(definition.Spec.Document!)!;
        json["taskDefinitionArn"] = definition.Arn;
        json["revision"] = definition.Revision;
        json["status"] = definition.Active ? "ACTIVE" : "INACTIVE";
        json["registeredAt"] = Wire.Time(definition.RegisteredAt);
        if (definition.DeregisteredAt is { } at) json["deregisteredAt"] = Wire.Time(at);
        json["compatibilities"] = new JsonArray("EXTERNAL", "EC2");
        return json;
    }
}
