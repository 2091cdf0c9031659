using System.Text.Json.Nodes;
using Quorum.LocalCloud.Host;

namespace Quorum.LocalCloud.Logs;

internal static class LogsArea
{
    public const string Target = "Logs_20140328";
    private const int DefaultPage = 50, MaxEvents = 10_000;

    public static void Map(World world, AwsOperations operations)
    {
        var store = new LogStore(world);
        world.Set(store);
        world.State.Add(store);
        operations.Add(Target, "CreateLogGroup", r => store.CreateGroup(Need(r, "logGroupName"), null) ? null : throw Exists("log group"));
        operations.Add(Target, "DeleteLogGroup", r =>
        {
            if (!store.DeleteGroup(Need(r, "logGroupName"))) throw Missing("log group");
            return null;
        });
        operations.Add(Target, "PutRetentionPolicy", r =>
        {
            store.Keep(Need(r, "logGroupName"), Group(store, r) with { RetentionDays = r.Number("retentionInDays") });
            return null;
        });
        operations.Add(Target, "CreateLogStream", r => store.CreateStream(Need(r, "logGroupName"), Group(store, r), Need(r, "logStreamName")) ? null : throw Exists("log stream"));
        operations.Add(Target, "DescribeLogGroups", r =>
        {
            var prefix = r.Text("logGroupNamePrefix") ?? "";
            return Page(r, "logGroups", [.. store.Groups.Where(g => g.Key.StartsWith(prefix, StringComparison.Ordinal))], g =>
            {
                var json = new JsonObject { ["logGroupName"] = g.Key, ["creationTime"] = g.Value.CreatedAt, ["metricFilterCount"] = 0, ["arn"] = Arn(r, g.Key) + ":*", ["storedBytes"] = 0, ["logGroupArn"] = Arn(r, g.Key), ["logGroupClass"] = "STANDARD" };
                if (g.Value.RetentionDays is { } days) json["retentionInDays"] = days;
                return json;
            });
        });
        operations.Add(Target, "DescribeLogStreams", r =>
        {
            var prefix = r.Text("logStreamNamePrefix") ?? "";
            var streams = Group(store, r).Streams.Where(s => s.Key.StartsWith(prefix, StringComparison.Ordinal)).ToList();
            if (r.Text("orderBy") == "LastEventTime") streams.Sort((a, b) => (a.Value.Events.LastOrDefault()?.Timestamp ?? 0).CompareTo(b.Value.Events.LastOrDefault()?.Timestamp ?? 0));
            if (r.Flag("descending")) streams.Reverse();
            return Page(r, "logStreams", streams, s =>
            {
                var json = new JsonObject { ["logStreamName"] = s.Key, ["creationTime"] = s.Value.CreatedAt, ["arn"] = $"{Arn(r, r.Text("logGroupName")!)}:log-stream:{s.Key}", ["storedBytes"] = 0 };
                if (s.Value.Events.Count == 0) return json;
                json["firstEventTimestamp"] = s.Value.Events[0].Timestamp;
                json["lastEventTimestamp"] = s.Value.Events[^1].Timestamp;
                json["lastIngestionTime"] = s.Value.Events[^1].IngestedAt;
                return json;
            });
        });
        operations.Add(Target, "PutLogEvents", r =>
        {
            Stream(store, r);
            var now = world.UtcNow.ToUnixTimeMilliseconds();
            if (r.Body["logEvents"] is not JsonArray { Count: > 0 } events) throw new AwsException("InvalidParameterException", "logEvents must have at least one element.");
            store.Add(Need(r, "logGroupName"), Need(r, "logStreamName"), events.Select(e => new LogStore.Event((long)e!["timestamp"]!, (string)e["message"]!, now)));
            return new JsonObject { ["nextSequenceToken"] = $"{now}" };
        });
        operations.Add(Target, "GetLogEvents", r =>
        {
            var events = Between(r, Stream(store, r).Events).ToList();
            var size = Math.Clamp(r.Number("limit") ?? MaxEvents, 1, MaxEvents);
            var head = r.Flag("startFromHead") || r.Text("nextToken") is not null;
            var from = r.Text("nextToken") is { Length: > 2 } token && int.TryParse(token[2..], out var at) ? token[0] == 'b' ? Math.Max(0, at - size) : at : head ? 0 : Math.Max(0, events.Count - size);
            from = Math.Min(from, events.Count);
            var page = events.Skip(from).Take(size).ToList();
            return new JsonObject
            {
                ["events"] = new JsonArray([.. page.Select(e => (JsonNode)ToJson(e))]),
                ["nextForwardToken"] = $"f/{from + page.Count}",
                ["nextBackwardToken"] = $"b/{from}",
            };
        });
        operations.Add(Target, "FilterLogEvents", r =>
        {
            var pattern = r.Text("filterPattern")?.Trim().Trim('"') ?? "";
            var names = r.Texts("logStreamNames");
            var prefix = r.Text("logStreamNamePrefix") ?? "";
            var hits = Group(store, r).Streams
                .Where(s => (names.Count == 0 || names.Contains(s.Key)) && s.Key.StartsWith(prefix, StringComparison.Ordinal))
                .SelectMany(s => Between(r, s.Value.Events).Where(e => pattern.Length == 0 || e.Message.Contains(pattern, StringComparison.Ordinal)).Select(e => (s.Key, e)))
                .OrderBy(p => p.e.Timestamp).ToList();
            var page = Page(r, "events", hits, p =>
            {
                var json = ToJson(p.e);
                json["logStreamName"] = p.Key;
                json["eventId"] = $"{p.e.Timestamp}/{p.Key}";
                return json;
            }, MaxEvents);
            page["searchedLogStreams"] = new JsonArray();
            return page;
        });
    }

    private static string Need(AwsRequest request, string member) => request.Required(member, "InvalidParameterException");

    private static AwsException Exists(string what) => new("ResourceAlreadyExistsException", $"The specified {what} already exists");

    private static AwsException Missing(string what) => new("ResourceNotFoundException", $"The specified {what} does not exist.");

    private static LogStore.Group Group(LogStore store, AwsRequest request)
    {
        var name = request.Text("logGroupName") ?? request.Text("logGroupIdentifier") ?? "";
        return store.Groups.GetValueOrDefault(name) ?? throw Missing("log group");
    }

    private static LogStore.Stream Stream(LogStore store, AwsRequest request) =>
        Group(store, request).Streams.GetValueOrDefault(Need(request, "logStreamName")) ?? throw Missing("log stream");

    private static string Arn(AwsRequest request, string group) => $"arn:aws:logs:{request.Region}:{World.Account}:log-group:{group}";

    private static IEnumerable<LogStore.Event> Between(AwsRequest request, IEnumerable<LogStore.Event> events)
    {
        var from = request.Body["startTime"] is JsonValue start ? start.GetValue<long>() : long.MinValue;
        var to = request.Body["endTime"] is JsonValue end ? end.GetValue<long>() : long.MaxValue;
        return events.Where(e => e.Timestamp >= from && e.Timestamp < to);
    }

    private static JsonObject ToJson(LogStore.Event e) => new() { ["timestamp"] = e.Timestamp, ["message"] = e.Message, ["ingestionTime"] = e.IngestedAt };

    private static JsonObject Page<T>(AwsRequest request, string member, IReadOnlyList<T> all, Func<T, JsonObject> make, int most = DefaultPage)
    {
        var size = Math.Clamp(request.Number("limit") ?? most, 1, most);
        var from = 0;
        if (request.Text("nextToken") is { Length: > 0 } token && (!int.TryParse(token, out from) || from < 0)) throw new AwsException("InvalidParameterException", "The specified nextToken is invalid.");
        var page = new JsonObject { [member] = new JsonArray([.. all.Skip(from).Take(size).Select(i => (JsonNode)make(i))]) };
        if (from + size < all.Count) page["nextToken"] = $"{from + size}";
        return page;
    }
}
