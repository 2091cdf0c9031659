namespace Quorum.Access;

/// <summary>
/// When to look whether a command has ended. How long one takes is the service's affair (a second or two on AWS), and the next is much like the
/// last: the first look comes shortly before a command of the usual length would end, the next ones closely after it, then ever more seldom.
/// </summary>
internal sealed class PollPace
{
    private const double FirstPart = 0.75, NextPart = 0.1, Growth = 1.5, WeightOfLess = 0.5, WeightOfMore = 0.1, Most = 2;
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(50), Longest = TimeSpan.FromSeconds(2);
    private readonly Lock _lock = new();
    private TimeSpan _usual;

    /// <summary>How long commands took lately; zero before the first.</summary>
    internal TimeSpan Usual
    {
        get
        {
            lock (_lock) return _usual;
        }
    }

    /// <summary>From the send to the first look.</summary>
    internal TimeSpan First => Within(Usual * FirstPart);

    /// <summary>From one look to the next.</summary>
    /// <param name="looks">Looks that were made, from 1.</param>
    internal TimeSpan Next(int looks) => Within(Math.Max(Shortest.TotalMilliseconds, Usual.TotalMilliseconds * NextPart) * Math.Pow(Growth, looks - 1));

    /// <summary>A command took this long, from the send to the look that saw its end.</summary>
    internal void Took(TimeSpan time)
    {
        lock (_lock)
        {
            // One that was asked to wait at the cluster says little about the others.
            var counted = _usual == TimeSpan.Zero || time < _usual * Most ? time : _usual * Most;
            _usual = _usual == TimeSpan.Zero ? counted : _usual + ((counted - _usual) * (counted < _usual ? WeightOfLess : WeightOfMore));
        }
    }

    private static TimeSpan Within(TimeSpan pause) => pause < Shortest ? Shortest : pause > Longest ? Longest : pause;

    private static TimeSpan Within(double milliseconds) => milliseconds > Longest.TotalMilliseconds ? Longest : TimeSpan.FromMilliseconds(milliseconds);
}
