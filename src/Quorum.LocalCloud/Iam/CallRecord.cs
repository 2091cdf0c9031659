using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Quorum.LocalCloud.Host;

namespace Quorum.LocalCloud.Iam;

/// <summary>
/// <c>/_quorum/calls</c>: the rights that all calls since this process began needed, each once with how often: what a role that makes these calls on
/// AWS must have. A call whose rights are not known here stands with an empty resource. <c>DELETE</c> begins anew.
/// </summary>
internal sealed class CallRecord
{
    public const string Path = "/_quorum/calls";

    /// <summary>ARNs of tasks and streams are ever new ones.</summary>
    private const int Most = 20_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Who, string Action, string Resource, string Context), int> _seen = [];
    private int _left;

    public void Map(WebApplication app)
    {
        app.MapGet(Path, (RequestDelegate)(context => HostJson.WriteAsync(context, Describe())));
        app.MapDelete(Path, (RequestDelegate)(context =>
        {
            lock (_lock)
            {
                _seen.Clear();
                _left = 0;
            }
            return HostJson.WriteAsync(context, Describe());
        }));
    }

    /// <param name="who">Name of the session's role; empty for the administrator.</param>
    /// <param name="action">Said where <paramref name="rights"/> are not known.</param>
    public void Add(string who, string action, IReadOnlyList<Right>? rights)
    {
        lock (_lock)
        {
            foreach (var right in rights ?? [new Right(action, "")])
            {
                var key = (who, right.Action, right.Resource, string.Join('\n', right.Context.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}")));
                if (_seen.Count >= Most && !_seen.ContainsKey(key)) _left++;
                else _seen[key] = _seen.GetValueOrDefault(key) + 1;
            }
        }
    }

    private JsonObject Describe()
    {
        lock (_lock)
        {
            return new()
            {
                ["calls"] = new JsonArray([.. _seen.OrderBy(pair => pair.Key.Action, StringComparer.Ordinal).ThenBy(pair => pair.Key.Resource, StringComparer.Ordinal).Select(pair => (JsonNode)new JsonObject
                {
                    ["role"] = pair.Key.Who,
                    ["action"] = pair.Key.Action,
                    ["resource"] = pair.Key.Resource,
                    ["context"] = new JsonObject(pair.Key.Context.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=', 2)).Select(parts => KeyValuePair.Create<string, JsonNode?>(parts[0], parts[1]))),
                    ["count"] = pair.Value,
                })]),
                ["leftOut"] = _left,
            };
        }
    }
}
