using System.Globalization;
using System.Text;

namespace Quorum.LocalCloud.Host;

/// <summary>Lines of <c>log.txt</c>: UTC time and text. Never given a secret. Rotated once, so the folder cannot grow without bound.</summary>
public sealed class HostLog : IDisposable
{
    private const long MaxBytes = 8L << 20;
    private readonly Lock _gate = new();
    private readonly string? _path;
    private StreamWriter? _writer;

    /// <param name="path">Null keeps nothing.</param>
    public HostLog(string? path)
    {
        _path = path;
        if (path is not null) _writer = Open(path);
    }

    public void Write(string line)
    {
        lock (_gate)
        {
            if (_writer is null) return;
            _writer.WriteLine(DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z' ", CultureInfo.InvariantCulture) + line);
            if (_writer.BaseStream.Length < MaxBytes) return;
            _writer.Dispose();
            File.Move(_path!, _path + ".1", overwrite: true);
            _writer = Open(_path!);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _writer?.Dispose();
            _writer = null;
        }
    }

    private static StreamWriter Open(string path) =>
        new(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete), new UTF8Encoding(false)) { AutoFlush = true };
}
