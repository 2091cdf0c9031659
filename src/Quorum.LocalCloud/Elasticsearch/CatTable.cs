using System.Text;
using System.Text.Json.Nodes;

namespace Quorum.LocalCloud.Elasticsearch;

/// <summary>A <c>_cat</c> answer: columns with names, aliases and whether they are shown by default.</summary>
public sealed class CatTable(params CatColumn[] columns)
{
    private readonly List<string?[]> _rows = [];

    public void Add(params string?[] row)
    {
        if (row.Length != columns.Length) throw new ArgumentException($"{row.Length} values for {columns.Length} columns", nameof(row));
        _rows.Add(row);
    }

    public RestReply Reply(RestCall call)
    {
        if (call.Flag("help"))
            return new RestReply(200, null, string.Concat(columns.Select(c => $"{c.Name} | {string.Join(",", c.Aliases)} | {c.Name}\n")));
        var shown = call.Query("h") is { } asked ? asked.Split(',', StringSplitOptions.TrimEntries).SelectMany(Find).ToArray() : columns.Index().Where(c => c.Item.Default).Select(c => (c.Index, c.Item.Name)).ToArray();
        Sort(call.Query("s"));
        if (call.Query("format") == "json")
            return RestReply.Ok(new JsonArray(_rows.Select(row => (JsonNode)new JsonObject(shown.Select(s => KeyValuePair.Create(s.Name, (JsonNode?)row[s.Index])))).ToArray()));
        if (call.Query("format") is { } other and not "text") throw RestError.NotModelled(call, $"format={other}");
        return new RestReply(200, null, Text(shown, call.Flag("v")));
    }

    private IEnumerable<(int Index, string Name)> Find(string asked)
    {
        for (var i = 0; i < columns.Length; i++)
            if (columns[i].Name == asked || columns[i].Aliases.Contains(asked)) return [(i, asked)];
        return columns.Index().Where(c => asked.Contains('*') && System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(asked, c.Item.Name)).Select(c => (c.Index, c.Item.Name));
    }

    private void Sort(string? by)
    {
        foreach (var key in (by ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Reverse())
        {
            var (name, descending) = key.EndsWith(":desc", StringComparison.Ordinal) ? (key[..^5], true) : (key.Replace(":asc", "", StringComparison.Ordinal), false);
            foreach (var (index, _) in Find(name).Take(1))
            {
                var sorted = (descending ? _rows.OrderByDescending(r => r[index], Natural.Instance) : _rows.OrderBy(r => r[index], Natural.Instance)).ToArray();
                _rows.Clear();
                _rows.AddRange(sorted);
            }
        }
    }

    private string Text((int Index, string Name)[] shown, bool header)
    {
        var lines = _rows.Select(r => shown.Select(s => r[s.Index] ?? "").ToArray()).ToList();
        if (header) lines.Insert(0, shown.Select(s => s.Name).ToArray());
        var widths = shown.Select((_, c) => lines.Count == 0 ? 0 : lines.Max(l => l[c].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var line in lines)
            text.AppendJoin(' ', line.Select((cell, c) => columns[shown[c].Index].Right ? cell.PadLeft(widths[c]) : c == line.Length - 1 ? cell : cell.PadRight(widths[c]))).Append('\n');
        return text.ToString();
    }

    private sealed class Natural : IComparer<string?>
    {
        public static readonly Natural Instance = new();

        public int Compare(string? x, string? y) => double.TryParse(x, out var a) && double.TryParse(y, out var b) ? a.CompareTo(b) : string.CompareOrdinal(x, y);
    }
}

public sealed record CatColumn(string Name, bool Default = true, bool Right = false, params string[] Aliases);
