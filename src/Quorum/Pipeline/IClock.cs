namespace Quorum.Pipeline;

/// <summary>The only way product code learns the time or waits, so that a rehearsal can run it in virtual time.</summary>
public interface IClock
{
    DateTimeOffset Now { get; }

    Task Delay(TimeSpan time, CancellationToken cancellation);
}

public sealed class SystemClock : IClock
{
    public static readonly SystemClock Instance = new();

    public DateTimeOffset Now => DateTimeOffset.UtcNow;

    public Task Delay(TimeSpan time, CancellationToken cancellation) => Task.Delay(time, cancellation);
}
