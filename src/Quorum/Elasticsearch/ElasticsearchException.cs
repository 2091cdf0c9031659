using System.Net;

namespace Quorum.Elasticsearch;

/// <summary>
/// A call to Elasticsearch that did not succeed. Never holds request bodies or credentials, so that it can be logged as it is.
/// </summary>
/// <param name="status">HTTP status of the answer; null when there was no complete answer.</param>
/// <param name="type">Elasticsearch's error type, e.g. <c>master_not_discovered_exception</c>; or one of the <c>Type…</c> constants here.</param>
/// <param name="node">Address that was asked last.</param>
public sealed class ElasticsearchException(string call, Uri node, HttpStatusCode? status, string type, string reason, Exception? inner = null)
    : Exception($"{call} on {node.Authority}: {(status is { } code ? $"{(int)code} " : "")}{type}: {reason}", inner)
{
    /// <summary>No connection was made, so nothing can have had an effect.</summary>
    public const string TypeUnreachable = "unreachable";

    /// <summary>No complete answer: the call may or may not have had its effect.</summary>
    public const string TypeNoAnswer = "no_answer";

    /// <summary>An answer that is not the JSON this call returns.</summary>
    public const string TypeUnreadable = "unreadable_answer";

    public const string TypeTooLarge = "answer_too_large";

    /// <summary>Method and path without the query, e.g. <c>GET /_cluster/health</c>.</summary>
    public string Call { get; } = call;

    public Uri Node { get; } = node;

    public HttpStatusCode? Status { get; } = status;

    public string Type { get; } = type;

    public string Reason { get; } = reason;

    /// <summary>True when the call cannot have changed anything: no connection was made, or Elasticsearch refused it with a 4xx.</summary>
    public bool HadNoEffect => Type == TypeUnreachable || (Status is { } code && (int)code is >= 400 and < 500 && code != HttpStatusCode.RequestTimeout);
}
