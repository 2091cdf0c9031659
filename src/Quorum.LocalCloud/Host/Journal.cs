using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace Quorum.LocalCloud.Host;

/// <summary>
/// The file of the state: one line per commit, <c>hash json</c>. The first line is a snapshot; each further one has what changed. A line's
/// hash covers the hash before it, so that a line that was altered, left out or put elsewhere is found. A kill in the middle of a write
/// leaves a last line without its end: it was never answered and is cut off.
/// </summary>
internal sealed class Journal(string path) : IDisposable
{
    /// <summary>Bytes in front of the JSON of a line.</summary>
    public const int Ahead = HashLength + 1;

    private const int HashLength = 16;
    private static readonly byte[] Seed = Encoding.ASCII.GetBytes("quorum-state-001");
    private readonly byte[] _chain = [.. Seed];
    private SafeFileHandle? _file;
    private long _length, _snapshot;
    private bool _cut;

    /// <summary>True before the first snapshot.</summary>
    public bool Empty => _file is null;

    /// <summary>Bytes of the changes since the snapshot.</summary>
    public long Tail => _length - _snapshot;

    public long Snapshot => _snapshot;

    /// <summary>Reads every whole line and cuts off a torn last one.</summary>
    /// <exception cref="JournalException">A line is not what was written.</exception>
    public void Open(Action<JsonElement> line)
    {
        if (!File.Exists(path)) return;
        var bytes = File.ReadAllBytes(path);
        Span<byte> hash = stackalloc byte[HashLength];
        var (at, number) = (0, 1);
        for (; at < bytes.Length; number++)
        {
            var length = bytes.AsSpan(at).IndexOf((byte)'\n');
            if (length < 0 && number > 1) break;
            if (length < 0) throw new JournalException(number, at, "its first line, the snapshot, has no end");
            var json = bytes.AsMemory(at + Math.Min(Ahead, length), Math.Max(0, length - Ahead));
            Hash(_chain, json.Span, hash);
            if (length < Ahead || bytes[at + HashLength] != (byte)' ' || !hash.SequenceEqual(bytes.AsSpan(at, HashLength))) throw new JournalException(number, at, "the line's hash is not that of its content after the line before it");
            try
            {
                line(JsonDocument.Parse(json).RootElement);
            }
            catch (Exception e) when (StateStore.IsUnreadable(e))
            {
                throw new JournalException(number, at, e.Message);
            }
            hash.CopyTo(_chain);
            at += length + 1;
            if (number == 1) _snapshot = at;
        }
        _length = at;
        _cut = at < bytes.Length;
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.Read | FileShare.Delete);
    }

    /// <summary>Adds a line. When it fails, the file is as it was before: the next line takes its place.</summary>
    /// <param name="line"><see cref="Ahead"/> bytes of room, then the JSON, then a line end.</param>
    public void Append(Span<byte> line)
    {
        if (_cut) RandomAccess.SetLength(_file!, _length);
        _cut = true;
        Seal(line, _chain);
        RandomAccess.Write(_file!, line, _length);
        _cut = false;
        line[..HashLength].CopyTo(_chain);
        _length += line.Length;
    }

    /// <summary>Begins the file anew with a snapshot; the old one is there until the new one is whole.</summary>
    public void Replace(Span<byte> line)
    {
        Seal(line, Seed);
        var fresh = path + ".new";
        File.Delete(fresh);
        var file = File.OpenHandle(fresh, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete);
        try
        {
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            RandomAccess.Write(file, line, 0);
            File.Move(fresh, path, overwrite: true);
        }
        catch
        {
            file.Dispose();
            throw;
        }
        _file?.Dispose();
        _file = file;
        _cut = false;
        line[..HashLength].CopyTo(_chain);
        _length = _snapshot = line.Length;
    }

    public void Dispose() => _file?.Dispose();

    /// <summary>Leaves what is before a byte, for the next start; all is in the copy.</summary>
    /// <returns>Name of the copy.</returns>
    public static string KeepUntil(string path, long good)
    {
        var aside = $"{path}.damaged-{DateTime.UtcNow:yyyyMMddHHmmss}";
        File.Copy(path, aside, overwrite: true);
        if (good == 0)
        {
            File.Delete(path);
        }
        else
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write);
            RandomAccess.SetLength(file, good);
        }
        return Path.GetFileName(aside);
    }

    private static void Seal(Span<byte> line, ReadOnlySpan<byte> before)
    {
        Hash(before, line[Ahead..^1], line[..HashLength]);
        line[HashLength] = (byte)' ';
        line[^1] = (byte)'\n';
    }

    private static void Hash(ReadOnlySpan<byte> before, ReadOnlySpan<byte> json, Span<byte> text)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(before);
        hash.AppendData(json);
        Span<byte> full = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(full);
        Convert.TryToHexStringLower(full[..(HashLength / 2)], text, out _);
    }
}

/// <summary>A line of the journal is not what was written.</summary>
/// <param name="number">Counted from 1.</param>
/// <param name="offset">Bytes before it, all good.</param>
internal sealed class JournalException(int number, long offset, string message) : Exception(message)
{
    public int Number => number;

    public long Offset => offset;
}
