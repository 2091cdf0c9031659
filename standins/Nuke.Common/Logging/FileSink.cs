using System.Globalization;
using Serilog.Events;

namespace Nuke.Common.Logging;

/// <summary>.nuke/temp/build.log with times, and build.DATE.log without; opened by the first event, of the latter the last six are kept.</summary>
internal sealed class FileSink(string directory) : IDisposable
{
    private const int Kept = 6;

    private readonly Lock _lock = new();
    private readonly string _stamp = DateTime.Now.ToString("yyyy-MM-dd_HH-mm-ss", CultureInfo.InvariantCulture);
    private StreamWriter _current;
    private StreamWriter _dated;
    private bool _disposed;

    public void Emit(LogEvent logEvent, string target)
    {
        lock (_lock)
        {
            if (_disposed)
                return;
            if (_current == null)
                Open();
            var level = ConsoleSink.Letters(logEvent.Level)[..1];
            var text = $"{level} | {target,-20} | {string.Concat(logEvent.MessageTemplate.Tokens.Select(x => Part(x, logEvent)))}";
            if (logEvent.Exception != null)
                text += Environment.NewLine + logEvent.Exception;
            _current!.WriteLine($"{logEvent.Timestamp.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture)} | {text}");
            _dated!.WriteLine(text);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _current?.Dispose();
            _dated?.Dispose();
        }
    }

    private static string Part(Serilog.Parsing.MessageTemplateToken token, LogEvent logEvent)
    {
        if (token is not Serilog.Parsing.PropertyToken property || !logEvent.Properties.TryGetValue(property.PropertyName, out var value))
            return token.ToString();
        return value is ScalarValue ? ValueText.Render(value, property.Format) : value.ToString(null, CultureInfo.InvariantCulture);
    }

    private void Open()
    {
        // Two runs at once write to the same file; the second one's truncation must not fail.
        _current = Writer(Path.Combine(directory, "build.log"));
        _dated = Writer(Path.Combine(directory, $"build.{_stamp}.log"));
        foreach (var old in Directory.GetFiles(directory, "build.????-??-??_??-??-??.log").OrderDescending(StringComparer.Ordinal).Skip(Kept))
            File.Delete(old);
    }

    private static StreamWriter Writer(string file) =>
        new(new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete)) { AutoFlush = true };
}
