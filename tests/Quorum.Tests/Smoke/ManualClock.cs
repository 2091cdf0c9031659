using Quorum.Pipeline;

namespace Quorum.Tests.Smoke;

/// <summary>Time that moves only by waiting; a delay of any length is over in a moment.</summary>
internal sealed class ManualClock : IClock
{
    private readonly Lock _lock = new();

    internal ManualClock() => Now = Healthy.Now;

    public DateTimeOffset Now { get; private set; }

    public async Task Delay(TimeSpan time, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_lock) Now += time;
        // Really a little: clients that wait for each other must not spin.
        await Task.Delay(1, CancellationToken.None);
    }
}
