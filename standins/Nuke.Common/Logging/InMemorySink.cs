using Serilog.Events;

namespace Nuke.Common.Logging;

/// <summary>Remembers warnings and errors for the block at the end.</summary>
internal sealed class InMemorySink
{
    public static readonly InMemorySink Instance = new();

    private readonly List<(LogEvent, string)> _events = [];

    public IReadOnlyList<(LogEvent Event, string Target)> Events
    {
        get
        {
            lock (_events)
                return _events.ToArray();
        }
    }

    public void Emit(LogEvent logEvent, string target)
    {
        if (logEvent.Level < LogEventLevel.Warning)
            return;
        lock (_events)
            _events.Add((logEvent, target));
    }
}
