using System.Text.Json;

namespace Quorum.LocalCloud.Host;

/// <summary>One file of state: read once at start, written whole after it changed.</summary>
public interface IStatePart
{
    /// <summary>File name without extension, e.g. <c>ecs</c>.</summary>
    string Name { get; }

    /// <summary>Called under the world's lock.</summary>
    void Write(Utf8JsonWriter writer);

    /// <summary>Called once, under the world's lock, before the first request; not called when there is no file.</summary>
    void Read(JsonElement json);
}

/// <summary>
/// Keeps the state on disk. A part is serialised under the lock and written beside its file, then renamed over it, so that a kill at any
/// moment leaves either the old or the new state. An answer to a change waits for <see cref="SavedAsync"/>: what was answered is kept.
/// </summary>
public sealed class StateStore(World world) : IDisposable
{
    private readonly Dictionary<string, IStatePart> _parts = [];
    private readonly HashSet<string> _dirty = [];
    private readonly SemaphoreSlim _writing = new(1, 1);
    private Task _last = Task.CompletedTask;
    private bool _disposed;
    private volatile bool _closed;

    private string Folder => Path.Combine(world.Folder, "state");

    /// <summary>Registers a part and reads what it kept.</summary>
    /// <exception cref="HostStartException">The file cannot be read as JSON; it was moved aside, so that the next start begins this part anew.</exception>
    public void Add(IStatePart part) => world.Do(() =>
    {
        _parts.Add(part.Name, part);
        var path = PathOf(part.Name);
        if (!File.Exists(path)) return;
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            part.Read(json.RootElement);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            var aside = $"{path}.damaged-{DateTime.UtcNow:yyyyMMddHHmmss}";
            File.Move(path, aside, overwrite: true);
            throw new HostStartException(ExitCodes.DamagedState,
                $"state/{part.Name}.json is damaged ({e.Message}) and was moved to {Path.GetFileName(aside)}; run the command again: this part starts empty and is filled by the next deployment");
        }
    });

    /// <summary>Says, under the world's lock, that a part changed.</summary>
    public void Changed(string name)
    {
        if (!_parts.ContainsKey(name)) throw new InvalidOperationException($"State part '{name}' was never added.");
        _dirty.Add(name);
        Version++;
    }

    /// <summary>Grows with every change of any part; read under the world's lock.</summary>
    internal long Version { get; private set; }

    internal void SaveSoonIfDirty()
    {
        if (_dirty.Count > 0 && !_disposed && _last.IsCompleted) _last = Task.Run(SaveAsync);
    }

    /// <summary>Completes when everything that was changed before this call is on disk.</summary>
    public Task SavedAsync() => SaveAsync();

    /// <summary>Writes what is unwritten and nothing afterwards: what runtimes say while this process ends is not the cluster's history.</summary>
    public void Dispose()
    {
        if (_closed) return;
        world.Do(() => _disposed = true);
        SaveAsync().GetAwaiter().GetResult();
        _closed = true;
    }

    /// <summary>Deletes all state; nothing is written afterwards.</summary>
    public void Forget() => world.Do(() =>
    {
        _disposed = true;
        _dirty.Clear();
        _parts.Clear();
    });

    private async Task SaveAsync()
    {
        if (_closed) return;
        await _writing.WaitAsync().ConfigureAwait(false);
        try
        {
            var writes = world.Do(() =>
            {
                var list = _dirty.Select(name => (name, Bytes: Serialise(_parts[name]))).ToList();
                _dirty.Clear();
                return list;
            });
            if (writes.Count > 0) Directory.CreateDirectory(Folder);
            foreach (var (name, bytes) in writes)
            {
                var path = PathOf(name);
                var temporary = path + ".new";
                await File.WriteAllBytesAsync(temporary, bytes).ConfigureAwait(false);
                if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(temporary, UnixFileMode.UserRead | UnixFileMode.UserWrite);
                File.Move(temporary, path, overwrite: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            world.Log.Write("state was not saved: " + e.Message);
        }
        finally
        {
            _writing.Release();
        }
    }

    private static byte[] Serialise(IStatePart part)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true })) part.Write(writer);
        return buffer.ToArray();
    }

    private string PathOf(string name) => Path.Combine(Folder, name + ".json");
}
