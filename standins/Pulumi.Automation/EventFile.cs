using System.Text.Json;
using Pulumi.Automation.Events;

namespace Pulumi.Automation;

/// <summary>Follows an event log file, one JSON per line, until told that its writer has ended; then reads the rest.</summary>
internal static class EventFile
{
    public static async Task ReadAsync(string file, Action<EngineEvent> onEvent, TimeSpan pause, CancellationToken done)
    {
        var position = 0L;
        while (true)
        {
            var last = done.IsCancellationRequested;
            if (File.Exists(file)) position = await ReadFromAsync(file, position, onEvent, last);
            if (last) return;
            await Task.Delay(pause, done).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    // A line without its end is still being written.
    private static async Task<long> ReadFromAsync(string file, long position, Action<EngineEvent> onEvent, bool last)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        stream.Seek(position, SeekOrigin.Begin);
        using var reader = new StreamReader(stream);
        var text = await reader.ReadToEndAsync();
        var end = last ? text.Length : text.LastIndexOf('\n') + 1;
        foreach (var line in text[..end].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var json = JsonDocument.Parse(line);
            onEvent(new(json.RootElement));
        }

        return position + System.Text.Encoding.UTF8.GetByteCount(text[..end]);
    }
}
