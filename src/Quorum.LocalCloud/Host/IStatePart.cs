using System.Text.Json;

namespace Quorum.LocalCloud.Host;

/// <summary>A small part of the state, kept whole: each change writes all of it.</summary>
public interface IStatePart
{
    /// <summary>Name in the journal, e.g. <c>iam</c>.</summary>
    string Name { get; }

    /// <summary>Called under the world's lock.</summary>
    void Write(Utf8JsonWriter writer);

    /// <summary>Called once, under the world's lock, before the first request; not called when nothing is kept.</summary>
    void Read(JsonElement json);
}

/// <summary>A part that grows: it is kept entry by entry, so that a change costs what changed and not what there is.</summary>
public interface IEntryPart
{
    /// <summary>Name in the journal, e.g. <c>ecs</c>.</summary>
    string Name { get; }

    /// <summary>Keys of all entries, in the order in which they are read again. Called under the world's lock.</summary>
    IEnumerable<string> Keys { get; }

    /// <summary>Writes the entry's value, or null when it is gone. Called under the world's lock.</summary>
    void Write(string key, Utf8JsonWriter writer);

    /// <summary>Called once, under the world's lock, before the first request; not called when nothing is kept.</summary>
    void Read(IReadOnlyList<KeyValuePair<string, JsonElement>> entries);

    /// <summary>Reads the file that this part had before there was a journal.</summary>
    void ReadFile(JsonElement json);
}

/// <summary>A whole part as the one entry that it is.</summary>
internal sealed class WholePart(IStatePart part) : IEntryPart
{
    public const string Key = "";

    public string Name => part.Name;

    public IEnumerable<string> Keys => [Key];

    public void Write(string key, Utf8JsonWriter writer) => part.Write(writer);

    public void Read(IReadOnlyList<KeyValuePair<string, JsonElement>> entries) => part.Read(entries[0].Value);

    public void ReadFile(JsonElement json) => part.Read(json);
}
