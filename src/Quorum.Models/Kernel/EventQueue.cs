namespace Quorum.Models.Kernel;

/// <summary>
/// Virtual time for all models: a queue of actions ordered by (due, sequence), so that two runs with the same inputs take the same
/// steps in the same order. Not thread-safe; a host with a real clock holds one lock around every call.
/// </summary>
public sealed class EventQueue
{
    private readonly PriorityQueue<Entry, (long Due, long Sequence)> _queue = new();
    private long _sequence;

    /// <summary>Time since the start of the world. Only <see cref="RunUntil"/> and <see cref="Step"/> move it, never backwards.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>When the next action is due; null when nothing is scheduled.</summary>
    public TimeSpan? NextDue
    {
        get
        {
            DropCancelled();
            return _queue.TryPeek(out _, out var at) ? new TimeSpan(at.Due) : null;
        }
    }

    /// <summary>Runs <paramref name="action"/> after <paramref name="delay"/> (negative counts as zero). Dispose the result to cancel it.</summary>
    public IDisposable After(TimeSpan delay, Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        var entry = new Entry(action);
        _queue.Enqueue(entry, (Math.Max(Now.Ticks, (Now + delay).Ticks), _sequence++));
        return entry;
    }

    /// <summary>Runs the next action, moving time to its due; false when nothing is scheduled.</summary>
    public bool Step()
    {
        DropCancelled();
        if (!_queue.TryDequeue(out var entry, out var at)) return false;
        Now = new TimeSpan(at.Due);
        entry.Run();
        return true;
    }

    /// <summary>Runs everything due up to and including <paramref name="time"/>, then sets the clock there.</summary>
    public void RunUntil(TimeSpan time)
    {
        while (NextDue is { } due && due <= time) Step();
        if (time > Now) Now = time;
    }

    private void DropCancelled()
    {
        while (_queue.TryPeek(out var entry, out _) && entry.Cancelled) _queue.Dequeue();
    }

    private sealed class Entry(Action action) : IDisposable
    {
        private Action? _action = action;
        public bool Cancelled => _action is null;
        public void Run() { var run = _action; _action = null; run?.Invoke(); }
        public void Dispose() => _action = null;
    }
}
