using System.Text.Json.Nodes;
using Quorum.Models.Elasticsearch;

namespace Quorum.LocalCloud.Elasticsearch;

// A search read page by page: what it saw at its beginning, whatever is written meanwhile.
public sealed partial class Rest
{
    /// <summary>Open at a time on all nodes, as Elasticsearch limits them by <c>search.max_open_scroll_context</c>.</summary>
    private const int MostScrolls = 500;

    private readonly Dictionary<string, OpenSearch> _scrolls = new(StringComparer.Ordinal);
    private long _lastScroll;

    private RestReply OpenScroll(RestCall call, OpenSearch search)
    {
        if (search.PageSize < 1) throw RestError.Argument("[size] cannot be [0] in a scroll context");
        search.Extend(model.Now, call.Time("scroll", TimeSpan.Zero));
        foreach (var over in _scrolls.Where(open => open.Value.Until < model.Now).Select(open => open.Key).ToArray()) _scrolls.Remove(over);
        if (_scrolls.Count >= MostScrolls) throw new RestError(429, "search_phase_execution_exception", $"Trying to create too many scroll contexts. Must be less than or equal to: [{MostScrolls}].");
        var id = $"quorum-scroll-{++_lastScroll}";
        _scrolls[id] = search;
        return NextPage(id, search);
    }

    private RestReply Scroll(ElasticsearchNode node, RestCall call)
    {
        _ = View(node);
        call.Allow("scroll", "scroll_id");
        var json = call.Json();
        foreach (var (key, _) in json) if (key is not ("scroll" or "scroll_id")) throw RestError.NotModelled(call, key);
        if (call.Method == "DELETE")
        {
            string[] ids = json["scroll_id"] switch { JsonArray list => [.. list.Select(each => each!.GetValue<string>())], JsonNode one => [one.GetValue<string>()], _ => [] };
            var freed = ids.Count(_scrolls.Remove);
            return new RestReply(freed > 0 ? 200 : 404, new JsonObject { ["succeeded"] = true, ["num_freed"] = freed });
        }
        var wanted = json["scroll_id"]?.GetValue<string>() ?? call.Query("scroll_id") ?? throw RestError.Argument("scrollId is missing");
        if (!_scrolls.TryGetValue(wanted, out var search) || search.Until < model.Now) throw new RestError(404, "search_context_missing_exception", $"No search context found for id [{wanted}]");
        if ((json["scroll"]?.GetValue<string>() ?? call.Query("scroll")) is { } time) search.Extend(model.Now, TimeValue.Parse(time) ?? throw RestError.Argument($"failed to parse setting [scroll] with value [{time}] as a time value"));
        return NextPage(wanted, search);
    }

    private static RestReply NextPage(string id, OpenSearch search)
    {
        var reply = Hits(search.Shards, search.Found.Count, search.Next());
        reply.Json!["_scroll_id"] = id;
        return reply;
    }

    private sealed record OpenSearch(IReadOnlyList<(string Index, Document Document)> Found, int PageSize, JsonObject Shards)
    {
        private int _given;

        public TimeSpan Until { get; private set; }

        public void Extend(TimeSpan now, TimeSpan by) => Until = now + by;

        public IEnumerable<(string, Document)> Next()
        {
            var page = Found.Skip(_given).Take(PageSize).ToArray();
            _given += page.Length;
            return page;
        }
    }
}
