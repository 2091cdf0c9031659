using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Quorum.LocalCloud.Host;

namespace Quorum.LocalCloud.Logs;

/// <summary>CloudWatch Logs: groups, streams and the last events of each.</summary>
public sealed class LogStore(World world) : IEntryPart
{
    private const int MaxEventsPerStream = 2000;
    private const string GroupKind = "group", StreamKind = "stream", EventKind = "event";

    /// <summary>Names may have any character but this.</summary>
    private const char Between = '\n';

    public sealed record Event(long Timestamp, string Message, long IngestedAt);

    /// <param name="Events">By time.</param>
    public sealed record Stream(long CreatedAt, List<Event> Events)
    {
        /// <summary>Every event under the number that it came with.</summary>
        [JsonIgnore]
        internal SortedDictionary<long, Event> Numbered { get; } = [];
    }

    public sealed record Group(long CreatedAt, int? RetentionDays, SortedDictionary<string, Stream> Streams);

    public string Name => "logs";

    public SortedDictionary<string, Group> Groups { get; private set; } = new(StringComparer.Ordinal);

    private long Now => world.UtcNow.ToUnixTimeMilliseconds();

    /// <summary>True when it was made now.</summary>
    public bool CreateGroup(string name, int? retentionDays)
    {
        if (Groups.ContainsKey(name)) return false;
        Keep(name, new Group(Now, retentionDays, new(StringComparer.Ordinal)));
        return true;
    }

    /// <summary>Gives the name this group.</summary>
    public void Keep(string name, Group group)
    {
        Groups[name] = group;
        Changed(GroupKind, name);
    }

    /// <summary>With its streams; false when there is none.</summary>
    public bool DeleteGroup(string name)
    {
        if (!Groups.Remove(name, out var group)) return false;
        foreach (var key in KeysOf(name, group)) world.State.Changed(Name, key);
        return true;
    }

    public bool CreateStream(string groupName, Group group, string name)
    {
        if (!group.Streams.TryAdd(name, new Stream(Now, []))) return false;
        Changed(StreamKind, groupName, name);
        return true;
    }

    /// <summary>What a container wrote, as the awslogs driver delivers it; the group must exist, the stream is made.</summary>
    /// <param name="lines">Time in milliseconds since 1970 and text.</param>
    public bool Append(string group, string stream, IEnumerable<(long At, string Text)> lines)
    {
        if (!Groups.TryGetValue(group, out var found)) return false;
        CreateStream(group, found, stream);
        Add(group, stream, lines.Select(line => new Event(line.At, line.Text, Now)));
        return true;
    }

    /// <summary>Time of the last event that has arrived, in milliseconds since 1970; null when there is none.</summary>
    public long? LastAt(string group, string stream) =>
        Groups.TryGetValue(group, out var found) && found.Streams.TryGetValue(stream, out var events) && events.Events.Count > 0 ? events.Events[^1].Timestamp : null;

    /// <summary>Adds events to a stream that is there.</summary>
    public void Add(string group, string stream, IEnumerable<Event> events)
    {
        var kept = Groups[group].Streams[stream];
        var next = kept.Numbered.Count == 0 ? 0 : kept.Numbered.Keys.Last() + 1;
        foreach (var one in events)
        {
            kept.Numbered.Add(next, one);
            Changed(EventKind, group, stream, Text(next++));
        }
        foreach (var oldest in ByTime(kept).SkipLast(MaxEventsPerStream).Select(e => e.Key).ToList())
        {
            kept.Numbered.Remove(oldest);
            Changed(EventKind, group, stream, Text(oldest));
        }
        Sort(kept);
    }

    public IEnumerable<string> Keys => Groups.SelectMany(g => KeysOf(g.Key, g.Value));

    public void Write(string key, Utf8JsonWriter writer)
    {
        var words = key.Split(Between);
        var group = Groups.GetValueOrDefault(words[1]);
        var stream = words.Length > 2 ? group?.Streams.GetValueOrDefault(words[2]) : null;
        switch (words[0])
        {
            case GroupKind: JsonSerializer.Serialize(writer, group is null ? null : group with { Streams = [] }); break;
            case StreamKind: JsonSerializer.Serialize(writer, stream is null ? null : stream with { Events = [] }); break;
            default: JsonSerializer.Serialize(writer, stream?.Numbered.GetValueOrDefault(long.Parse(words[3], CultureInfo.InvariantCulture))); break;
        }
    }

    public void Read(IReadOnlyList<KeyValuePair<string, JsonElement>> entries)
    {
        foreach (var (key, value) in entries)
        {
            var words = key.Split(Between);
            switch (words[0])
            {
                case GroupKind: Groups[words[1]] = value.Deserialize<Group>()! with { Streams = new(StringComparer.Ordinal) }; break;
                case StreamKind: Groups[words[1]].Streams[words[2]] = value.Deserialize<Stream>()!; break;
                case EventKind: Groups[words[1]].Streams[words[2]].Numbered.Add(long.Parse(words[3], CultureInfo.InvariantCulture), value.Deserialize<Event>()!); break;
                default: throw new JsonException($"the entry '{key}' is not known");
            }
        }
        foreach (var stream in Groups.Values.SelectMany(g => g.Streams.Values)) Sort(stream);
    }

    public void ReadFile(JsonElement json)
    {
        Groups = json.Deserialize<SortedDictionary<string, Group>>() ?? new(StringComparer.Ordinal);
        foreach (var stream in Groups.Values.SelectMany(g => g.Streams.Values))
            for (var i = 0; i < stream.Events.Count; i++) stream.Numbered.Add(i, stream.Events[i]);
    }

    // Stable: lines of one millisecond keep their order.
    private static IOrderedEnumerable<KeyValuePair<long, Event>> ByTime(Stream stream) => stream.Numbered.OrderBy(static e => e.Value.Timestamp);

    private static void Sort(Stream stream)
    {
        stream.Events.Clear();
        stream.Events.AddRange(ByTime(stream).Select(e => e.Value));
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Key(params ReadOnlySpan<string?> words) => string.Join("\n", words);

    private void Changed(params ReadOnlySpan<string?> words) => world.State.Changed(Name, Key(words));

    private static IEnumerable<string> KeysOf(string name, Group group) =>
        group.Streams.SelectMany(s => s.Value.Numbered.Keys.Select(n => Key(EventKind, name, s.Key, Text(n))).Prepend(Key(StreamKind, name, s.Key))).Prepend(Key(GroupKind, name));
}
