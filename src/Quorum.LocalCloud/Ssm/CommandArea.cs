using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml;
using Microsoft.AspNetCore.Builder;
using Quorum.LocalCloud.Host;

namespace Quorum.LocalCloud.Ssm;

/// <summary>RunCommand on the wire: AWS-RunShellScript on the bastion. Every other document is refused by its name.</summary>
internal static class CommandArea
{
    private const string Document = "AWS-RunShellScript", Plugin = "aws:runShellScript", Truncated = "--output truncated--";
    private const int OutputCharacters = 24_000, ErrorCharacters = 8_000, ListedCharacters = 2_500, CommentCharacters = 100;
    private const int MinDelivery = 30, MaxDelivery = 2_592_000, DefaultDelivery = 3600, MaxExecution = 172_800, DefaultExecution = 3600, MaxInstances = 50, ListPage = 50;

    public static void Map(WebApplication app, World world, AwsOperations operations)
    {
        var shell = new BastionShell(world);
        var store = new CommandStore(world, shell);
        world.Set(store);
        BastionCli.Map(app, world, shell);
        operations.Add(SsmArea.Target, "SendCommand", r => new JsonObject { ["Command"] = Send(world, store, r) });
        operations.Add(SsmArea.Target, "GetCommandInvocation", r => Get(store, r));
        operations.Add(SsmArea.Target, "ListCommandInvocations", r => List(store, r));
        operations.Add(SsmArea.Target, "CancelCommand", r =>
        {
            var named = r.Texts("InstanceIds");
            var all = Known(store, r.Required("CommandId"));
            foreach (var invocation in all.Where(i => named.Count == 0 || named.Contains(i.InstanceId))) CommandStore.Cancel(invocation);
            return null;
        });
        operations.Add(SsmArea.Target, "DescribeInstanceInformation", r => ManagedInstances.Describe(world, r));
    }

    private static JsonObject Send(World world, CommandStore store, AwsRequest request)
    {
        var document = request.Required("DocumentName");
        if (document is not (Document or $"arn:aws:ssm:::document/{Document}")) throw new AwsException("InvalidDocument", $"The document {document} is not modelled by the embedded AWS; {Document} is.");
        foreach (var member in new[] { "Targets", "OutputS3BucketName", "ServiceRoleArn", "NotificationConfig", "AlarmConfiguration", "DocumentHash" })
            if (request.Body[member] is not (null or JsonArray { Count: 0 } or JsonObject { Count: 0 })) throw new AwsException("ValidationException", $"SendCommand with {member} is not modelled by the embedded AWS.");
        var ids = request.Texts("InstanceIds");
        if (ids.Count is 0 or > MaxInstances) throw new AwsException("InvalidInstanceId", "InstanceIds must name 1 to 50 instances.");
        if (ids.Distinct().Count() != ids.Count) throw new AwsException("DuplicateInstanceId", "You can't specify an instance ID in more than one association.");
        if (ids.Where(id => ManagedInstances.Find(world, id) is null).ToList() is { Count: > 0 } gone) throw new AwsException("InvalidInstanceId", $"Instances [[{string.Join(", ", gone)}]] not in a valid state for account {World.Account}");
        var comment = request.Text("Comment") ?? "";
        if (comment.Length > CommentCharacters) throw new AwsException("ValidationException", $"1 validation error detected: Value at 'comment' failed to satisfy constraint: Member must have length less than or equal to {CommentCharacters}");
        var delivery = request.Number("TimeoutSeconds") ?? DefaultDelivery;
        if (delivery is < MinDelivery or > MaxDelivery) throw new AwsException("ValidationException", $"1 validation error detected: Value '{delivery}' at 'timeoutSeconds' failed to satisfy constraint: Member must have value between {MinDelivery} and {MaxDelivery}");
        var (parameters, script, execution) = Parameters(request);
        var nodes = BastionShell.Nodes(world);
        var commandId = Guid.NewGuid().ToString();
        var invocations = ids.Select(id =>
        {
            var instance = ManagedInstances.Find(world, id)!;
            var refusal = ManagedInstances.IsBastion(instance) ? BastionCommand.Refusal(script, [.. nodes.SelectMany(node => new[] { node.Name, node.Address })]) : "only the bastion has a shell here";
            if (refusal is not null) throw new AwsException("InvalidParameters", $"The command on {id} is not modelled by the embedded AWS: {refusal}.");
            return new Invocation(commandId, id, instance.Name, script, comment, request.Text("DocumentVersion") ?? "$DEFAULT", parameters, world.UtcNow, delivery, execution);
        }).ToList();
        foreach (var invocation in invocations) store.Add(invocation);
        return Command(request, invocations);
    }

    private static (Dictionary<string, IReadOnlyList<string>> All, string Script, int Seconds) Parameters(AwsRequest request)
    {
        var all = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (name, values) in request.Body["Parameters"] as JsonObject ?? [])
        {
            if (name is not ("commands" or "workingDirectory" or "executionTimeout")) throw new AwsException("InvalidParameters", $"Parameter \"{name}\" is not defined in the document.");
            all[name] = [.. (values as JsonArray ?? []).Select(value => (string?)value ?? "")];
        }
        if (all.GetValueOrDefault("commands") is not { Count: > 0 } commands) throw new AwsException("InvalidParameters", "Parameter \"commands\" is required.");
        if (all.GetValueOrDefault("workingDirectory") is [{ Length: > 0 }, ..]) throw new AwsException("InvalidParameters", "workingDirectory is not modelled by the embedded AWS.");
        var seconds = DefaultExecution;
        if (all.GetValueOrDefault("executionTimeout") is [var text, ..] && (!int.TryParse(text, CultureInfo.InvariantCulture, out seconds) || seconds is < 1 or > MaxExecution))
            throw new AwsException("InvalidParameters", $"Parameter \"executionTimeout\" = {text} must be 1 to {MaxExecution}.");
        return (all, string.Join('\n', commands), seconds);
    }

    private static JsonObject Command(AwsRequest request, IReadOnlyList<Invocation> invocations)
    {
        var first = invocations[0];
        return new()
        {
            ["CommandId"] = first.CommandId,
            ["DocumentName"] = Document,
            ["DocumentVersion"] = first.DocumentVersion,
            ["Comment"] = first.Comment,
            ["ExpiresAfter"] = HostJson.Seconds(first.Requested.AddSeconds(first.DeliverySeconds) + first.ExecutionLimit),
            ["Parameters"] = new JsonObject(first.Parameters.Select(p => KeyValuePair.Create<string, JsonNode?>(p.Key, Strings(p.Value)))),
            ["InstanceIds"] = Strings(invocations.Select(i => i.InstanceId)),
            ["Targets"] = new JsonArray(),
            ["RequestedDateTime"] = HostJson.Seconds(first.Requested),
            ["Status"] = "Pending",
            ["StatusDetails"] = "Pending",
            ["OutputS3Region"] = request.Region,
            ["OutputS3BucketName"] = "",
            ["OutputS3KeyPrefix"] = "",
            ["MaxConcurrency"] = "50",
            ["MaxErrors"] = "0",
            ["TargetCount"] = invocations.Count,
            ["CompletedCount"] = 0,
            ["ErrorCount"] = 0,
            ["DeliveryTimedOutCount"] = 0,
            ["ServiceRole"] = "",
            ["NotificationConfig"] = new JsonObject { ["NotificationArn"] = "", ["NotificationEvents"] = new JsonArray(), ["NotificationType"] = "" },
            ["CloudWatchOutputConfig"] = CloudWatch(),
            ["TimeoutSeconds"] = first.DeliverySeconds,
        };
    }

    private static JsonObject Get(CommandStore store, AwsRequest request)
    {
        var commandId = request.Required("CommandId");
        var instanceId = request.Required("InstanceId");
        if (request.Text("PluginName") is { Length: > 0 } plugin and not Plugin) throw new AwsException("InvalidPluginName", $"The plugin {plugin} is not part of {Document}.");
        if (!Guid.TryParse(commandId, out _)) throw new AwsException("InvalidCommandId", "The specified command ID isn't valid.");
        if (store.Of(commandId).FirstOrDefault(i => i.InstanceId == instanceId) is not { } invocation || !store.Visible(invocation))
            throw new AwsException("InvocationDoesNotExist", "An error occurred (InvocationDoesNotExist) when calling the GetCommandInvocation operation.");
        return new()
        {
            ["CommandId"] = commandId,
            ["InstanceId"] = instanceId,
            ["Comment"] = invocation.Comment,
            ["DocumentName"] = Document,
            ["DocumentVersion"] = invocation.DocumentVersion,
            ["PluginName"] = Plugin,
            ["ResponseCode"] = invocation.Exit,
            ["ExecutionStartDateTime"] = Iso(invocation.Started),
            ["ExecutionElapsedTime"] = invocation is { Started: { } started, Finished: { } finished } ? XmlConvert.ToString(finished - started) : "",
            ["ExecutionEndDateTime"] = Iso(invocation.Finished),
            ["Status"] = invocation.Status,
            ["StatusDetails"] = invocation.Details,
            ["StandardOutputContent"] = Cut(invocation.Output, OutputCharacters),
            ["StandardOutputUrl"] = "",
            ["StandardErrorContent"] = Cut(invocation.Error, ErrorCharacters),
            ["StandardErrorUrl"] = "",
            ["CloudWatchOutputConfig"] = CloudWatch(),
        };
    }

    private static JsonObject List(CommandStore store, AwsRequest request)
    {
        if (request.Body["Filters"] is JsonArray { Count: > 0 }) throw new AwsException("InvalidFilterKey", "ListCommandInvocations with Filters is not modelled by the embedded AWS.");
        var found = request.Text("CommandId") is { Length: > 0 } id ? Known(store, id) : [.. store.All];
        if (request.Text("InstanceId") is { Length: > 0 } instance) found = [.. found.Where(i => i.InstanceId == instance)];
        var visible = found.Where(store.Visible).ToList();
        var size = Math.Clamp(request.Number("MaxResults") ?? ListPage, 1, ListPage);
        var from = 0;
        if (request.Text("NextToken") is { Length: > 0 } token && (!int.TryParse(token, out from) || from < 0)) throw new AwsException("InvalidNextToken", "The specified token isn't valid.");
        var answer = new JsonObject { ["CommandInvocations"] = new JsonArray([.. visible.Skip(from).Take(size).Select(i => (JsonNode)Listed(i, request.Region, request.Flag("Details")))]) };
        if (from + size < visible.Count) answer["NextToken"] = $"{from + size}";
        return answer;
    }

    private static JsonObject Listed(Invocation invocation, string region, bool details)
    {
        var plugins = new JsonArray();
        if (details)
        {
            var plugin = new JsonObject { ["Name"] = Plugin, ["Status"] = invocation.Status, ["StatusDetails"] = invocation.Details, ["ResponseCode"] = invocation.Exit };
            if (invocation.Started is { } started) plugin["ResponseStartDateTime"] = HostJson.Seconds(started);
            if (invocation.Finished is { } finished) plugin["ResponseFinishDateTime"] = HostJson.Seconds(finished);
            plugin["Output"] = Cut(invocation.Error.Length == 0 ? invocation.Output : $"{invocation.Output}\n----------ERROR-------\n{invocation.Error}", ListedCharacters);
            (plugin["StandardOutputUrl"], plugin["StandardErrorUrl"], plugin["OutputS3Region"], plugin["OutputS3BucketName"], plugin["OutputS3KeyPrefix"]) = ("", "", region, "", "");
            plugins.Add((JsonNode)plugin);
        }
        return new()
        {
            ["CommandId"] = invocation.CommandId,
            ["InstanceId"] = invocation.InstanceId,
            ["InstanceName"] = invocation.InstanceName,
            ["Comment"] = invocation.Comment,
            ["DocumentName"] = Document,
            ["DocumentVersion"] = invocation.DocumentVersion,
            ["RequestedDateTime"] = HostJson.Seconds(invocation.Requested),
            ["Status"] = invocation.Status,
            ["StatusDetails"] = invocation.Details,
            ["TraceOutput"] = "",
            ["StandardOutputUrl"] = "",
            ["StandardErrorUrl"] = "",
            ["CommandPlugins"] = plugins,
            ["ServiceRole"] = "",
            ["NotificationConfig"] = new JsonObject { ["NotificationArn"] = "", ["NotificationEvents"] = new JsonArray(), ["NotificationType"] = "" },
            ["CloudWatchOutputConfig"] = CloudWatch(),
        };
    }

    private static List<Invocation> Known(CommandStore store, string commandId) =>
        store.Of(commandId).ToList() is { Count: > 0 } found ? found : throw new AwsException("InvalidCommandId", "The specified command ID isn't valid. Verify the ID and try again.");

    /// <summary>As the agent cuts: the notice counts.</summary>
    internal static string Cut(string text, int most) => text.Length <= most ? text : text[..(most - Truncated.Length)] + Truncated;

    private static JsonObject CloudWatch() => new() { ["CloudWatchLogGroupName"] = "", ["CloudWatchOutputEnabled"] = false };

    private static JsonArray Strings(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);

    private static string Iso(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) ?? "";
}
