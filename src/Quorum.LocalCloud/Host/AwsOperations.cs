using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Quorum.LocalCloud.Host;

/// <summary>What a handler knows of one call.</summary>
/// <param name="Region">From the signature's credential scope.</param>
/// <param name="AccessKeyId">From the signature; any is accepted.</param>
/// <param name="RequestId">Echoed in <c>x-amzn-RequestId</c>.</param>
/// <param name="Host">The Host header, so that addresses handed out lead back here.</param>
public sealed record AwsCall(World World, string Operation, string Region, string AccessKeyId, string RequestId, string Host)
{
    public string Account => World.Account;
}

/// <summary>A call in AWS JSON; the body is an object, empty when there was none.</summary>
public sealed record AwsRequest(AwsCall Call, JsonObject Body)
{
    public World World => Call.World;
    public string Operation => Call.Operation;
    public string Region => Call.Region;

    /// <summary>A string member; null when absent.</summary>
    public string? Text(string name) => Body[name] is JsonValue v && v.TryGetValue<string>(out var text) ? text : null;

    /// <summary>A string member that must be there.</summary>
    public string Required(string name, string errorCode = "ValidationException") =>
        Text(name) is { Length: > 0 } text ? text : throw new AwsException(errorCode, $"{name} is required");

    public bool Flag(string name) => Body[name] is JsonValue v && v.TryGetValue<bool>(out var flag) && flag;

    public int? Number(string name) => Body[name] is JsonValue v && v.TryGetValue<double>(out var number) ? (int)number : null;

    /// <summary>A list of strings; empty when absent.</summary>
    public IReadOnlyList<string> Texts(string name) => Body[name] is JsonArray array ? [.. array.Select(n => n?.GetValue<string>() ?? "")] : [];
}

/// <summary>A call in the query protocol: flat form fields, e.g. <c>Filter.1.Name</c>.</summary>
public sealed record AwsQuery(AwsCall Call, IReadOnlyDictionary<string, string> Fields)
{
    public World World => Call.World;
    public string Region => Call.Region;

    public string? Text(string name) => Fields.GetValueOrDefault(name);

    /// <summary>Values of <c>name.1</c>, <c>name.2</c> … up to the first gap.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        var list = new List<string>();
        for (var i = 1; Fields.TryGetValue($"{name}.{i}", out var value); i++) list.Add(value);
        return list;
    }
}

/// <summary>The table of everything this AWS answers. What is not in it is refused by its name.</summary>
public sealed class AwsOperations
{
    private readonly Dictionary<(string Prefix, string Operation), Entry> _json = [];
    private readonly Dictionary<(string Version, string Action), QueryEntry> _query = [];

    internal sealed record Entry(Func<AwsRequest, JsonNode?>? Locked, Func<AwsRequest, Task<JsonNode?>>? Free);

    internal sealed record QueryEntry(string Namespace, bool Ec2, Func<AwsQuery, IEnumerable<XElement>> Handler);

    /// <summary>A handler that runs under the world's lock and must not wait for anything.</summary>
    /// <param name="targetPrefix">X-Amz-Target before the dot, e.g. <c>AmazonSSM</c>.</param>
    public void Add(string targetPrefix, string operation, Func<AwsRequest, JsonNode?> handler) => _json.Add((targetPrefix, operation), new Entry(handler, null));

    /// <summary>A handler that takes the lock itself where it needs it, e.g. because it reads files.</summary>
    public void AddFree(string targetPrefix, string operation, Func<AwsRequest, Task<JsonNode?>> handler) => _json.Add((targetPrefix, operation), new Entry(null, handler));

    /// <summary>A query-protocol handler, run under the lock; it returns the elements inside the result.</summary>
    /// <param name="version">API version of the service, e.g. <c>2011-06-15</c> for STS; it tells services with equal actions apart.</param>
    /// <param name="xmlNamespace">Namespace of the response document.</param>
    /// <param name="ec2">EC2's shape: members right under the response, <c>requestId</c>; otherwise a Result element and ResponseMetadata.</param>
    public void AddQuery(string version, string action, string xmlNamespace, bool ec2, Func<AwsQuery, IEnumerable<XElement>> handler) =>
        _query.Add((version, action), new QueryEntry(xmlNamespace, ec2, handler));

    internal Entry? Find(string prefix, string operation) => _json.GetValueOrDefault((prefix, operation));

    internal QueryEntry? FindQuery(string version, string action) => _query.GetValueOrDefault((version, action));

    internal bool KnowsService(string prefix) => _json.Keys.Any(k => k.Prefix == prefix);
}
