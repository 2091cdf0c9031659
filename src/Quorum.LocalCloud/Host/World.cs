using System.Collections.Concurrent;
using System.Diagnostics;
using Quorum.Models.Kernel;

namespace Quorum.LocalCloud.Host;

/// <summary>
/// The one world of an embedded AWS: all models, one lock, one event queue pumped by the real clock. Everything that reads or changes a
/// model does it inside <see cref="Do{T}"/>; nothing waits for I/O in there.
/// </summary>
public sealed class World : IDisposable
{
    public const string Account = "000000000000";

    private readonly Lock _gate = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Timer _timer;
    private readonly ConcurrentDictionary<Type, object> _parts = [];
    private readonly DateTimeOffset _epoch = DateTimeOffset.UtcNow;
    private long _lastRequest;
    private TimeSpan? _armed;
    private bool _inside;
    private bool _started = true;
    private bool _disposed;

    public World(HostOptions options, HostLog log)
    {
        Options = options;
        Log = log;
        var chance = new SeededRandom(options.Seed);
        Random = StartCount.Take(options.Folder) is var starts and > 0 ? chance.Fork(FormattableString.Invariant($"start {starts}")) : chance;
        State = new StateStore(this);
        _timer = new Timer(_ => Pump(), null, Timeout.Infinite, Timeout.Infinite);
    }

    public HostOptions Options { get; }

    public string Folder => Options.Folder;

    public HostLog Log { get; }

    /// <summary>Virtual time; starts at zero with the process and follows the real clock.</summary>
    public EventQueue Queue { get; } = new();

    public SeededRandom Random { get; }

    public StateStore State { get; }

    /// <summary>The port the process listens on; known once it listens.</summary>
    public int Port { get; internal set; }

    /// <summary>The one region that this world plays, once something was made in it; null before.</summary>
    public string? Region { get; set; }

    /// <summary>Wall-clock time of the queue's zero.</summary>
    public DateTimeOffset Epoch => _epoch;

    /// <summary>Wall-clock time as the models see it: it stands still within one <see cref="Do{T}"/>.</summary>
    public DateTimeOffset UtcNow => _epoch + Queue.Now;

    public TimeSpan SinceLastRequest => Stopwatch.GetElapsedTime(Interlocked.Read(ref _lastRequest));

    /// <summary>Marks use, so that the idle timeout starts anew.</summary>
    public void Touch() => Interlocked.Exchange(ref _lastRequest, Stopwatch.GetTimestamp());

    /// <summary>Runs everything that is due, then <paramref name="action"/>, under the lock. Re-entrant from the same thread.</summary>
    public T Do<T>(Func<T> action)
    {
        lock (_gate)
        {
            // nested: the outer call advances and arms; running other events in the middle of one would break their order
            if (_inside) return action();
            _inside = true;
            try
            {
                Advance();
                return action();
            }
            finally
            {
                Arm();
                _inside = false;
            }
        }
    }

    public void Do(Action action) => Do(() => { action(); return true; });

    /// <summary>Adds an object that other areas find by type: a model, a lookup, a runtime.</summary>
    public void Set<T>(T part) where T : class => _parts[typeof(T)] = part;

    public T Get<T>() where T : class => Find<T>() ?? throw new InvalidOperationException($"The world has no {typeof(T).Name}.");

    public T? Find<T>() where T : class => (T?)_parts.GetValueOrDefault(typeof(T));

    /// <summary>The parts that hold something outside this process's memory: sockets, child processes.</summary>
    internal IReadOnlyList<IAsyncDisposable> Disposables() => [.. _parts.Values.OfType<IAsyncDisposable>().Distinct()];

    public void Dispose()
    {
        State.Dispose();
        lock (_gate) _disposed = true;
        _timer.Dispose();
    }

    private void Pump()
    {
        lock (_gate)
        {
            if (_disposed) return;
            _armed = null;
        }
        Do(static () => true);
    }

    /// <summary>Time stands still until <see cref="Start"/>: state is read before the areas that go on from it are all there.</summary>
    internal void Hold()
    {
        lock (_gate) _started = false;
    }

    /// <summary>Time begins: everything is registered and the port is known.</summary>
    internal void Start()
    {
        lock (_gate)
        {
            _started = true;
            _clock.Restart();
            State.Started();
        }
        Do(static () => true);
    }

    private void Advance()
    {
        if (!_started) return;
        try
        {
            Queue.RunUntil(_clock.Elapsed);
        }
        catch (Exception e)
        {
            // One broken step must not stop the clock for all others; it is a defect, so it is written down in full.
            Log.Write("event failed: " + e);
        }
    }

    private void Arm()
    {
        if (_disposed || !_started) return;
        State.SaveSoonIfDirty();
        if (Queue.NextDue is not { } due)
        {
            if (_armed is not null) _timer.Change(Timeout.Infinite, Timeout.Infinite);
            _armed = null;
            return;
        }
        // most calls change nothing of what is due next, and setting a timer is dear beside them
        if (_armed == due) return;
        _armed = due;
        var wait = due - _clock.Elapsed;
        _timer.Change((long)Math.Ceiling(Math.Clamp(wait.TotalMilliseconds, 0, MaxTimerMilliseconds)), Timeout.Infinite);
    }

    private const double MaxTimerMilliseconds = 60_000;
}
