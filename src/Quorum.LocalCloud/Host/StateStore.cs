using System.Text.Encodings.Web;
using System.Text.Json;

namespace Quorum.LocalCloud.Host;

/// <summary>
/// Keeps the state on disk: what changed is appended to a <see cref="Journal"/>, as one line for all that changed since the last one, so
/// that requests that wait at the same time wait for one write. When the changes outweigh the snapshot before them, a new snapshot takes
/// their place. An answer to a change waits for <see cref="SavedAsync"/>: what was answered survives a kill.
/// </summary>
public sealed class StateStore(World world) : IDisposable
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Changes of less than this are not worth a new snapshot.</summary>
    private const long SmallTail = 1 << 20;

    private readonly Dictionary<string, IEntryPart> _parts = [];
    private readonly KeptEntries _kept = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly MemoryStream _line = new();
    private Journal? _journal;
    private List<(string Part, string Key)> _changed = [];
    private HashSet<(string Part, string Key)> _marked = [];
    private Task _last = Task.CompletedTask;
    private bool _disposed;
    private volatile bool _closed;

    internal const string FolderName = "state";

    private string Folder => Path.Combine(world.Folder, FolderName);

    private string JournalPath => Path.Combine(Folder, "journal");

    /// <summary>Registers a part and reads what it kept.</summary>
    /// <exception cref="HostStartException">What was kept cannot be read; all of it was copied aside, and the next start goes on without.</exception>
    public void Add(IStatePart part) => Add(new WholePart(part));

    /// <inheritdoc cref="Add(IStatePart)"/>
    public void Add(IEntryPart part) => world.Do(() =>
    {
        Open();
        _parts.Add(part.Name, part);
        if (_kept.Of(part.Name) is not { Count: > 0 } entries)
        {
            if (_journal!.Empty) ReadFile(part);
            return;
        }
        try
        {
            part.Read(entries);
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            var aside = Journal.KeepUntil(JournalPath, new FileInfo(JournalPath).Length);
            _kept.Forget(part.Name);
            _parts.Clear();
            Write(Snapshot(), anew: true);
            throw new HostStartException(ExitCodes.DamagedState,
                $"state/journal: the part '{part.Name}' cannot be read ({e.Message}); the file was copied to {aside}; run the command again: this part starts empty and is filled by the next deployment");
        }
    });

    /// <summary>Says, under the world's lock, that an entry of a part was made, changed or removed; without a key, that a whole part changed.</summary>
    public void Changed(string name, string key = WholePart.Key)
    {
        if (!_parts.ContainsKey(name)) throw new InvalidOperationException($"State part '{name}' was never added.");
        Version++;
        if (_disposed || !_marked.Add((name, key))) return;
        _changed.Add((name, key));
    }

    /// <summary>Grows with every change of any part; read under the world's lock.</summary>
    internal long Version { get; private set; }

    internal static bool IsUnreadable(Exception e) =>
        e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException or ArgumentException or NotSupportedException;

    internal void SaveSoonIfDirty()
    {
        if (_changed.Count > 0 && !_disposed && _last.IsCompleted) _last = Task.Run(SaveOrLogAsync);
    }

    /// <summary>Completes when everything that was changed before this call is on disk.</summary>
    /// <exception cref="IOException">It could not be written; it is tried again with the next change.</exception>
    public Task SavedAsync() => SaveAsync();

    /// <summary>Writes what is unwritten and nothing afterwards: what runtimes say while this process ends is not the cluster's history.</summary>
    public void Dispose()
    {
        if (_closed) return;
        world.Do(() => _disposed = true);
        SaveOrLogAsync().GetAwaiter().GetResult();
        _closed = true;
        _journal?.Dispose();
    }

    /// <summary>Deletes all state; nothing is written afterwards.</summary>
    public void Forget() => world.Do(() =>
    {
        _disposed = true;
        _changed.Clear();
        _parts.Clear();
    });

    /// <summary>All parts are there: what was read for them is let go.</summary>
    internal void Started()
    {
        foreach (var part in _parts.Keys) _kept.Forget(part);
        _kept.Detach();
    }

    private void Open()
    {
        if (_journal is not null) return;
        _journal = new Journal(JournalPath);
        try
        {
            _journal.Open(_kept.Take);
        }
        catch (JournalException e)
        {
            var aside = Journal.KeepUntil(JournalPath, e.Offset);
            var rest = e.Number == 1 ? "everything starts empty and is filled by the next deployment" : $"it goes on from what was kept before that line, {e.Offset} bytes; the next deployment brings it up to date";
            throw new HostStartException(ExitCodes.DamagedState,
                $"state/journal is damaged in line {e.Number} ({e.Message}); it was copied to {aside}; run the command again: {rest}");
        }
    }

    /// <summary>Before there was a journal, each part had a file. It goes when the first snapshot is written.</summary>
    private void ReadFile(IEntryPart part)
    {
        var path = Path.Combine(Folder, part.Name + ".json");
        if (!File.Exists(path)) return;
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            part.ReadFile(json.RootElement);
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            var aside = $"{path}.damaged-{DateTime.UtcNow:yyyyMMddHHmmss}";
            File.Move(path, aside, overwrite: true);
            throw new HostStartException(ExitCodes.DamagedState,
                $"state/{part.Name}.json is damaged ({e.Message}) and was moved to {Path.GetFileName(aside)}; run the command again: this part starts empty and is filled by the next deployment");
        }
    }

    private async Task SaveOrLogAsync()
    {
        try
        {
            await SaveAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            world.Log.Write("state was not saved: " + e.Message);
        }
    }

    private async Task SaveAsync()
    {
        if (_closed) return;
        await _writing.WaitAsync().ConfigureAwait(false);
        try
        {
            Save();
        }
        finally
        {
            _writing.Release();
        }
    }

    private void Save()
    {
        List<(string, string)> taken = [];
        var anew = false;
        var line = world.Do(() =>
        {
            if (_changed.Count == 0) return null;
            (taken, _changed, _marked) = (_changed, [], []);
            anew = _journal!.Empty || _journal.Tail > Math.Max(SmallTail, _journal.Snapshot);
            return anew ? Snapshot() : Lines(taken);
        });
        if (line is null) return;
        try
        {
            Write(line, anew);
        }
        catch
        {
            world.Do(() =>
            {
                foreach (var entry in taken) if (_marked.Add(entry)) _changed.Add(entry);
            });
            throw;
        }
    }

    private void Write(MemoryStream line, bool anew)
    {
        var bytes = line.GetBuffer().AsSpan(0, (int)line.Length);
        if (!anew)
        {
            _journal!.Append(bytes);
            return;
        }
        Directory.CreateDirectory(Folder);
        _journal!.Replace(bytes);
        foreach (var part in _parts.Keys) File.Delete(Path.Combine(Folder, part + ".json"));
        const int keptBuffer = 1 << 20;
        if (line.Capacity <= keptBuffer) return;
        line.SetLength(0);
        line.Capacity = 0;
    }

    private MemoryStream Lines(IEnumerable<(string Part, string Key)> entries) => Compose(writer =>
    {
        foreach (var (part, key) in entries) Entry(writer, part, key, _parts[part].Write);
    });

    private MemoryStream Snapshot() => Compose(writer =>
    {
        foreach (var part in _parts.Values) foreach (var key in part.Keys) Entry(writer, part.Name, key, part.Write);
        // what a part kept that this program does not have, or has not read yet
        foreach (var (part, key, value) in _kept.Except(_parts.Keys)) Entry(writer, part, key, (_, w) => value.WriteTo(w));
    });

    private static void Entry(Utf8JsonWriter writer, string part, string key, Action<string, Utf8JsonWriter> value)
    {
        writer.WriteStartArray();
        writer.WriteStringValue(part);
        writer.WriteStringValue(key);
        value(key, writer);
        writer.WriteEndArray();
    }

    private MemoryStream Compose(Action<Utf8JsonWriter> entries)
    {
        _line.SetLength(Journal.Ahead);
        _line.Position = Journal.Ahead;
        using (var writer = new Utf8JsonWriter(_line, Compact))
        {
            writer.WriteStartArray();
            entries(writer);
            writer.WriteEndArray();
        }
        _line.WriteByte((byte)'\n');
        return _line;
    }
}
